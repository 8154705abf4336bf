/** A queue of messages between threads. */

import { setImmediate } from 'node:timers'
import { isMainThread } from 'node:worker_threads'
import { registerKind, SHARE, type Shared } from '../capture/shareable.ts'
import { ClosedError } from '../errors.ts'
import { checkCount } from '../tasks/options.ts'
import { offerToBridge } from './channel-bridge.ts'
import type { RemoteChannel } from './channel-messages.ts'
import type { ChannelTransport, Packet } from './channel-transport.ts'
import type { SyncWaitOptions, WaitOptions } from './event-count.ts'
import { packMessage, unpackMessage } from './message.ts'
import { remoteChannels } from './remote-channels.ts'
import type { RingMemory } from './ring.ts'
import { SharedTransport } from './shared-transport.ts'

export interface ChannelOptions {
  /** Messages that may wait in it; a further `send` waits until one was received. Default 1024. */
  readonly capacity?: number
  /** Bytes that may wait in it; a larger message still passes, alone. Default 8 MiB. */
  readonly bytes?: number
}

/** Got from `tryReceive`: tells a message `undefined` from none. */
export interface Received<T> {
  readonly value: T
}

/** Milliseconds that messages which are already there may keep an event loop from all else. */
const TURN = 5

/**
 * A bounded queue of messages, first in, first out, with any number of threads at either end. A message is copied: all that
 * structured clone takes (up to 1 GiB), errors included; class instances, functions and shared memory are refused with an
 * error that names them. Each goes to one receiver. It travels to threads by reference,
 * and to processes as an end of it: there each message is asked for when it is wanted, and what is on its way when the channel
 * closes is dropped.
 *
 * @throws RangeError unless `capacity` and `bytes` are positive integers, `bytes` at most 2³⁰
 * @example
 * const channel = new Channel<number>()
 * const sum = spawnThread(() => {
 *   let sum = 0
 *   for (const value of channel.drainSync()) sum += value
 *   return sum
 * })
 * for (let i = 1; i <= 10; i++) await channel.send(i)
 * channel.close()
 * console.log(await sum) // 55
 */
export class Channel<T = unknown> {
  readonly #transport: ChannelTransport
  #turnBegan = 0

  static {
    registerKind(
      'Channel',
      (state: RingMemory | RemoteChannel) => new Channel({}, 'channel' in state ? remoteChannels().end(state) : new SharedTransport(state)),
    )
  }

  /** @param transport internal: what carries the messages */
  constructor({ capacity = 1024, bytes = 8 * 2 ** 20 }: ChannelOptions = {}, transport?: ChannelTransport) {
    checkCount('capacity', capacity, 1)
    checkCount('bytes', bytes, 1)
    if (bytes > 2 ** 30) throw new RangeError(`bytes may be 2^30 at most, not ${bytes}`)
    this.#transport = transport ?? SharedTransport.create({ capacity, bytes })
  }

  /** Messages in it now. */
  get length(): number {
    return this.#transport.length
  }

  get capacity(): number {
    return this.#transport.capacity
  }

  /** Nothing can be sent any more; what was sent before can still be received. */
  get closed(): boolean {
    return this.#transport.closed
  }

  /**
   * Sends, waiting while it is full. Never blocks the thread; an interrupt of the cell or task ends the wait.
   *
   * @throws NotShippableError, ClosedError, WaitTimeoutError, the signal's reason (as its rejection)
   */
  async send(message: T, options: WaitOptions = {}): Promise<void> {
    options.signal?.throwIfAborted()
    const packet = packMessage(message)
    if (!this.#transport.trySend(packet)) await this.#transport.wait('send', this.#sending(packet), options)
    await this.#breathe()
  }

  /** The same, blocking: for worker threads. @throws NotShippableError, ClosedError, WaitTimeoutError, WouldBlockError in the main thread */
  sendSync(message: T, options: SyncWaitOptions = {}): void {
    const packet = packMessage(message)
    if (!this.#transport.trySend(packet)) this.#transport.waitSync('send', this.#sending(packet), isMainThread ? {} : options)
  }

  /** Sends if there is room now. @throws NotShippableError, ClosedError */
  trySend(message: T): boolean {
    return this.#transport.trySend(packMessage(message))
  }

  /**
   * The next message, waiting for it. Never blocks the thread; an interrupt of the cell or task ends the wait.
   *
   * @throws ClosedError once it is closed and empty, WaitTimeoutError, the signal's reason (as its rejection)
   */
  async receive(options: WaitOptions = {}): Promise<T> {
    const packet = await this.#next(options)
    if (packet === 'closed') throw closed()
    return unpackMessage(packet) as T
  }

  /** The same, blocking: for worker threads. @throws ClosedError, WaitTimeoutError, WouldBlockError in the main thread */
  receiveSync(options: SyncWaitOptions = {}): T {
    const packet = this.#nextSync(options)
    if (packet === 'closed') throw closed()
    return unpackMessage(packet) as T
  }

  /** The next message, if there is one now. */
  tryReceive(): Received<T> | undefined {
    const packet = this.#transport.tryReceive()
    return packet === undefined ? undefined : { value: unpackMessage(packet) as T }
  }

  /** No more messages: receivers get what there is, then end. Idempotent. */
  close(): void {
    this.#transport.close()
  }

  /** Messages as they come, until it is closed and empty. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let packet = await this.#next({}); packet !== 'closed'; packet = await this.#next({})) yield unpackMessage(packet) as T
  }

  /** The same, blocking: for worker threads. */
  *drainSync(): Generator<T, void, undefined> {
    for (let packet = this.#nextSync({}); packet !== 'closed'; packet = this.#nextSync({})) yield unpackMessage(packet) as T
  }

  [SHARE](): Shared {
    const shared = this.#transport.share()
    offerToBridge(shared.state as object, this.#transport)
    return shared
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Channel (${this.length} of ${this.capacity} messages${this.closed ? ', closed' : ''})`
  }

  async #next(options: WaitOptions): Promise<Packet | 'closed'> {
    options.signal?.throwIfAborted()
    await this.#breathe()
    return this.#receiving() ?? (await this.#transport.wait('receive', this.#receiving, options))
  }

  #nextSync(options: SyncWaitOptions): Packet | 'closed' {
    return this.#receiving() ?? this.#transport.waitSync('receive', this.#receiving, isMainThread ? {} : options)
  }

  readonly #receiving = (): Packet | 'closed' | undefined => {
    // Asked before: what was sent until the close must be found after it.
    const { ended } = this.#transport
    return this.#transport.tryReceive() ?? (ended ? 'closed' : undefined)
  }

  #sending(packet: Packet): () => true | undefined {
    return () => (this.#transport.trySend(packet) ? true : undefined)
  }

  /** A stream of messages must not keep timers and sockets of this event loop waiting. */
  #breathe(): Promise<void> | undefined {
    const now = performance.now()
    if (now - this.#turnBegan < TURN) return undefined
    return new Promise(resolve =>
      setImmediate(() => {
        this.#turnBegan = performance.now()
        resolve()
      }),
    )
  }
}

function closed(): ClosedError {
  return new ClosedError('the channel is closed and empty')
}
