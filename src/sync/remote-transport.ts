/** A channel whose messages lie in the process that started this one. What is sent goes there; what is wanted is asked for there. */

import type { Shared } from '../capture/shareable.ts'
import type { FromRemoteChannel, RemoteChannel, ToRemoteChannel } from './channel-messages.ts'
import type { ChannelTransport, Packet } from './channel-transport.ts'
import type { Attempt, SyncWaitOptions, WaitOptions } from './event-count.ts'
import { SharedTransport } from './shared-transport.ts'

/** Messages on their way at once, and their bytes; whoever sends more waits. */
const WINDOW = 64
const BYTES = 8 * 2 ** 20

export class RemoteTransport implements ChannelTransport {
  readonly #remote: RemoteChannel
  readonly #awaitsPassing: (() => void)[] = []
  readonly #post: (message: FromRemoteChannel) => void
  readonly #outbox: SharedTransport
  readonly #inbox = SharedTransport.create({ capacity: 2 ** 31 - 1, bytes: 2 ** 30 })
  #sent = 0
  #asked = 0
  #waiting = 0
  #toldClosed = false

  constructor(remote: RemoteChannel, post: (message: FromRemoteChannel) => void) {
    this.#remote = remote
    this.#post = post
    this.#outbox = SharedTransport.create({ capacity: Math.min(WINDOW, remote.capacity), bytes: BYTES })
  }

  get length(): number {
    return this.#inbox.length + this.#outbox.length + this.#sent
  }

  get capacity(): number {
    return this.#remote.capacity
  }

  get closed(): boolean {
    return this.#outbox.closed
  }

  get ended(): boolean {
    return this.#inbox.closed
  }

  trySend(packet: Packet): boolean {
    const sent = this.#outbox.trySend(packet)
    if (sent) this.#pass()
    return sent
  }

  tryReceive(): Packet | undefined {
    const packet = this.#inbox.tryReceive()
    if (packet === undefined) this.#ask(Math.max(1, this.#waiting))
    return packet
  }

  close(): void {
    this.#outbox.close()
    this.#pass()
  }

  async wait<T>(side: 'send' | 'receive', attempt: Attempt<T>, options: WaitOptions): Promise<T> {
    if (side === 'send') return await this.#outbox.wait(side, attempt, options)
    this.#waiting++
    try {
      return await this.#inbox.wait(side, attempt, options)
    } finally {
      this.#waiting--
      // Another receiver may have it.
      if (this.#asked > this.#waiting) this.#tell({ type: 'withdraw', channel: this.#remote.channel })
    }
  }

  waitSync<T>(side: 'send' | 'receive', attempt: Attempt<T>, options: SyncWaitOptions): T {
    return (side === 'send' ? this.#outbox : this.#inbox).waitSync(side, attempt, options)
  }

  share(): Shared {
    return { kind: 'Channel', state: this.#remote, memory: false, bridged: true }
  }

  receive(message: ToRemoteChannel): void {
    switch (message.type) {
      case 'packet':
        this.#asked--
        this.#inbox.trySend(message.packet)
        return
      case 'none':
        this.#asked--
        if (message.ended) this.#end()
        else if (this.#waiting > 0) this.#ask(this.#waiting)
        return
      case 'accepted':
        this.#sent--
        this.#pass()
        return
      case 'closed':
        this.#toldClosed = true
        this.#outbox.close()
        this.#nothingLeft()
        return
    }
  }

  /** Resolves when all that was sent here is on its way. */
  passed(): Promise<void> {
    if (this.#outbox.length === 0 || this.#toldClosed) return Promise.resolve()
    return new Promise(resolve => this.#awaitsPassing.push(resolve))
  }

  /** Hands on as many as may be on their way. */
  #pass(): void {
    while (this.#sent < WINDOW) {
      const packet = this.#outbox.tryReceive()
      if (packet === undefined) break
      this.#sent++
      this.#tell({ type: 'send', channel: this.#remote.channel, packet })
    }
    if (this.#outbox.length > 0) return
    if (this.#outbox.closed && !this.#toldClosed) {
      this.#toldClosed = true
      this.#tell({ type: 'close', channel: this.#remote.channel })
    }
    this.#nothingLeft()
  }

  #nothingLeft(): void {
    for (const resolve of this.#awaitsPassing.splice(0)) resolve()
  }

  #ask(count: number): void {
    for (; this.#asked < count && !this.ended; this.#asked++) this.#tell({ type: 'ask', channel: this.#remote.channel })
  }

  #end(): void {
    this.#toldClosed = true
    this.#outbox.close()
    this.#inbox.close()
    this.#nothingLeft()
  }

  #tell(message: FromRemoteChannel): void {
    this.#post(message)
  }
}
