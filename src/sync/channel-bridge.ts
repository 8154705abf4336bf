/** Channels of this process for the ends that they have in one other process. Its far side is `remote-transport.ts`. */

import { environment } from '../environment.ts'
import { ClosedError } from '../errors.ts'
import { StopSignal } from '../tasks/stop-signal.ts'
import type { ChannelId, FromRemoteChannel, RemoteChannel, ToRemoteChannel } from './channel-messages.ts'
import type { ChannelTransport, Packet } from './channel-transport.ts'

/** What carries the channel of that state, in this thread. */
const carriers = new WeakMap<object, ChannelTransport>()

/** Called when a channel is about to travel: if it goes to a process, it is found by its state. */
export function offerToBridge(state: object, transport: ChannelTransport): void {
  carriers.set(state, transport)
}

/** One per worker process. */
export class ChannelBridge {
  readonly #post: (message: ToRemoteChannel) => void
  readonly #ids = new Map<object, ChannelId>()
  readonly #ends = new Map<ChannelId, BridgeEnd>()

  constructor(post: (message: ToRemoteChannel) => void) {
    this.#post = post
  }

  /** What the end there is made of; `state`: what the channel shares with threads. */
  end(state: object): RemoteChannel {
    const transport = carriers.get(state)
    if (transport === undefined) throw new Error('this is the state of no channel')
    let channel = this.#ids.get(state)
    if (channel === undefined) {
      channel = this.#ids.size + 1
      this.#ids.set(state, channel)
      this.#ends.set(channel, new BridgeEnd(channel, transport, this.#post))
    }
    return { channel, capacity: transport.capacity }
  }

  receive(message: FromRemoteChannel): void {
    this.#ends.get(message.channel)?.receive(message)
  }

  /** The process is gone: nothing is received on its behalf any more; what it had sent still goes on. */
  close(): void {
    for (const end of this.#ends.values()) end.withdrawAll()
    this.#ends.clear()
  }
}

class BridgeEnd {
  readonly #channel: ChannelId
  readonly #transport: ChannelTransport
  readonly #post: (message: ToRemoteChannel) => void
  readonly #asked: StopSignal[] = []
  /** Ends when all that came so far has been passed on. */
  #sending: Promise<void> = Promise.resolve()

  constructor(channel: ChannelId, transport: ChannelTransport, post: (message: ToRemoteChannel) => void) {
    this.#channel = channel
    this.#transport = transport
    this.#post = post
  }

  receive(message: FromRemoteChannel): void {
    switch (message.type) {
      case 'send':
        this.#sending = this.#sending.then(() => this.#send(message.packet))
        return
      case 'ask':
        void this.#serve()
        return
      case 'withdraw':
        this.#asked.at(-1)?.abort(undefined)
        return
      case 'close':
        void this.#sending.then(() => this.#transport.close())
        return
    }
  }

  withdrawAll(): void {
    for (const stop of [...this.#asked]) stop.abort(undefined)
  }

  async #send(packet: Packet): Promise<void> {
    const channel = this.#channel
    const attempt = () => (this.#transport.trySend(packet) ? true : undefined)
    try {
      if (attempt() === undefined) await apart(new StopSignal(), () => this.#transport.wait('send', attempt, {}))
      this.#post({ type: 'accepted', channel })
    } catch (error) {
      if (!(error instanceof ClosedError)) environment().lateError(error, 0)
      this.#post(error instanceof ClosedError ? { type: 'closed', channel } : { type: 'accepted', channel })
    }
  }

  async #serve(): Promise<void> {
    const channel = this.#channel
    const stop = new StopSignal()
    this.#asked.push(stop)
    let packet: Packet | 'ended' | undefined
    try {
      packet = await apart(stop, () => this.#transport.wait('receive', () => this.#next(), {}))
    } catch {
      // Withdrawn.
    }
    this.#asked.splice(this.#asked.indexOf(stop), 1)
    this.#post(typeof packet === 'object' ? { type: 'packet', channel, packet } : { type: 'none', channel, ended: packet === 'ended' })
  }

  #next(): Packet | 'ended' | undefined {
    // Asked before: what was sent until the close must be found after it.
    const { ended } = this.#transport
    return this.#transport.tryReceive() ?? (ended ? 'ended' : undefined)
  }
}

/** Not as part of the cell that happens to run when a message of the other process arrives: its end must not end the wait. */
function apart<T>(stop: StopSignal, wait: () => T): T {
  return environment().taskCaller()(stop, wait)
}
