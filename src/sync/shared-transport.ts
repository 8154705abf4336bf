/** A channel's messages through memory that threads share. */

import type { Shared } from '../capture/shareable.ts'
import { environment } from '../environment.ts'
import { ClosedError } from '../errors.ts'
import type { ChannelTransport, Packet } from './channel-transport.ts'
import { type Attempt, EVENT_WORDS, EventCount, type SyncWaitOptions, type WaitOptions } from './event-count.ts'
import { RING_WORDS, Ring, type RingMemory } from './ring.ts'
import { threads } from './thread-table.ts'

/** Thread that is moving bytes. Nobody has it for longer than copying a message takes. */
const LOCK = 0
/** Threads that sleep for the lock. */
const QUEUED = 1
const CLOSED = 2
const CAPACITY = 3
const LIMIT = 4
const ROOM = 5
const FILLED = ROOM + EVENT_WORDS
const RING = FILLED + EVENT_WORDS
const WORDS = RING + RING_WORDS

const FREE = 0
const SPINS = 300
/** Address space only, until it is used. */
const RESERVED = 2 ** 30
const FIRST_SIZE = 16_384

export interface SharedTransportOptions {
  readonly capacity: number
  readonly bytes: number
}

export class SharedTransport implements ChannelTransport {
  readonly #memory: RingMemory
  readonly #words: Int32Array
  readonly #ring: Ring
  readonly #room: EventCount
  readonly #filled: EventCount

  constructor(memory: RingMemory) {
    this.#memory = memory
    this.#words = memory.words
    this.#ring = new Ring(memory, RING)
    this.#room = new EventCount(memory.words, ROOM, { what: 'room in the channel', instead: 'await channel.send(message)' })
    this.#filled = new EventCount(memory.words, FILLED, { what: 'a message of the channel', instead: 'await channel.receive()' })
  }

  static create({ capacity, bytes }: SharedTransportOptions): SharedTransport {
    const words = new Int32Array(new SharedArrayBuffer(WORDS * 4))
    words[CAPACITY] = capacity
    words[LIMIT] = bytes
    const size = Math.min(FIRST_SIZE, bytes)
    return new SharedTransport({ words, bytes: new SharedArrayBuffer(size, { maxByteLength: Math.max(RESERVED, bytes) }) })
  }

  get length(): number {
    return this.#ring.count
  }

  get capacity(): number {
    return this.#words[CAPACITY] ?? 1
  }

  get closed(): boolean {
    return Atomics.load(this.#words, CLOSED) !== 0
  }

  get ended(): boolean {
    return this.closed
  }

  trySend(packet: Packet): boolean {
    if (packet.bytes.length > this.#ring.largest)
      throw new RangeError(
        `a message of ${packet.bytes.length} bytes is too large for a channel, which takes ${this.#ring.largest} at most`,
      )
    return environment().critical(() => {
      this.#lock()
      let sent = false
      try {
        if (this.closed) throw new ClosedError('the channel is closed; nothing can be sent any more')
        sent = this.#ring.count < this.capacity && this.#ring.push(packet, this.#words[LIMIT] ?? 0)
      } finally {
        this.#unlock()
      }
      if (sent) this.#filled.notify()
      return sent
    })
  }

  tryReceive(): Packet | undefined {
    if (this.#ring.count === 0) return undefined
    return environment().critical(() => {
      this.#lock()
      let packet: Packet | undefined
      try {
        packet = this.#ring.shift()
      } finally {
        this.#unlock()
      }
      if (packet !== undefined) this.#room.notify()
      return packet
    })
  }

  close(): void {
    Atomics.store(this.#words, CLOSED, 1)
    this.#room.notify(Number.POSITIVE_INFINITY)
    this.#filled.notify(Number.POSITIVE_INFINITY)
  }

  wait<T>(side: 'send' | 'receive', attempt: Attempt<T>, options: WaitOptions): Promise<T> {
    return this.#side(side).wait(attempt, options)
  }

  waitSync<T>(side: 'send' | 'receive', attempt: Attempt<T>, options: SyncWaitOptions): T {
    return this.#side(side).waitSync(attempt, options)
  }

  share(): Shared {
    return { kind: 'Channel', state: this.#memory, memory: true, bridged: true }
  }

  #side(side: 'send' | 'receive'): EventCount {
    return side === 'send' ? this.#room : this.#filled
  }

  /** Also in the main thread: short. A holder that died left everything whole. */
  #lock(): void {
    const words = this.#words
    const { own } = threads()
    for (let spins = 1; ; spins++) {
      const holder = Atomics.compareExchange(words, LOCK, FREE, own)
      if (holder === FREE) return
      if (spins % SPINS !== 0) continue
      if (threads().fate(holder) !== 'alive' && Atomics.compareExchange(words, LOCK, holder, own) === holder) return
      Atomics.add(words, QUEUED, 1)
      Atomics.wait(words, LOCK, holder, 1)
      Atomics.sub(words, QUEUED, 1)
    }
  }

  #unlock(): void {
    Atomics.store(this.#words, LOCK, FREE)
    if (Atomics.load(this.#words, QUEUED) > 0) Atomics.notify(this.#words, LOCK, 1)
  }
}
