/** A number of permits. */

import { isMainThread } from 'node:worker_threads'
import { registerKind, SHARE, type Shared } from '../capture/shareable.ts'
import { checkCount } from '../tasks/options.ts'
import { NotHeldError } from './errors.ts'
import { type Attempt, EVENT_WORDS, EventCount, type SyncWaitOptions, type WaitOptions } from './event-count.ts'
import { createHeld, type Held } from './held.ts'
import { Reservation } from './reservation.ts'
import { threads } from './thread-table.ts'

/** Where to look first for a free permit. */
const HINT = 0
const RESERVED = 1
const EVENTS = 2
/** One word a permit: the thread that has it. */
const PERMITS = EVENTS + EVENT_WORDS

const FREE = 0
/** Each acquisition may look at all of them. */
const MOST = 65_536

/**
 * At most `permits` at a time go on: tasks of one event loop, threads, or both together. It travels to threads by
 * reference. Permits of a thread that ended are free again by themselves, within 100 ms of somebody's waiting for one.
 *
 * @throws RangeError unless `permits` is an integer from 1 to 65 536
 * @example
 * const semaphore = new Semaphore(3)
 * const urls = ['data:,a', 'data:,b']
 * await Promise.all(urls.map(async url => {
 *   using permit = await semaphore.acquire()
 *   return await (await fetch(url)).text()
 * }))
 */
export class Semaphore {
  readonly #words: Int32Array
  readonly #events: EventCount
  readonly #reservation: Reservation

  static {
    registerKind('Semaphore', (words: Int32Array) => new Semaphore(words.length - PERMITS, words))
  }

  /** @param shared internal: the memory of a semaphore that travelled here */
  constructor(permits: number, shared?: Int32Array) {
    checkCount('permits', permits, 1)
    if (permits > MOST) throw new RangeError(`permits may be ${MOST} at most, not ${permits}`)
    this.#words = shared ?? new Int32Array(new SharedArrayBuffer((PERMITS + permits) * 4))
    this.#reservation = new Reservation(this.#words, RESERVED)
    this.#events = new EventCount(this.#words, EVENTS, { what: 'a permit of the semaphore', instead: 'await semaphore.acquire()' })
  }

  /** How many there are in all. */
  get permits(): number {
    return this.#words.length - PERMITS
  }

  /** How many are free now. */
  get available(): number {
    let free = 0
    for (let at = PERMITS; at < this.#words.length; at++) if (Atomics.load(this.#words, at) === FREE) free++
    return free
  }

  /**
   * Waits for a permit. Never blocks the thread; the process does not end meanwhile. An interrupt of the cell or task ends
   * the wait.
   *
   * @throws WaitTimeoutError, the signal's reason (as its rejection)
   */
  async acquire(options: WaitOptions = {}): Promise<Held> {
    options.signal?.throwIfAborted()
    const held = this.#events.waiting ? undefined : this.tryAcquire()
    return held ?? (await this.#events.wait(this.#attempt(), options))
  }

  /** The same, blocking: for worker threads. @throws WaitTimeoutError, WouldBlockError in the main thread */
  acquireSync(options: SyncWaitOptions = {}): Held {
    return this.tryAcquire() ?? this.#events.waitSync(this.#attempt(), isMainThread ? {} : options)
  }

  /** A permit if one is free now. */
  tryAcquire(): Held | undefined {
    return this.#reservation.made ? undefined : this.#take()
  }

  /** Acquires, calls `f`, gives the permit back when that has ended; gives its result. */
  async run<R>(f: () => R, options?: WaitOptions): Promise<Awaited<R>> {
    const held = await this.acquire(options)
    try {
      return await f()
    } finally {
      held()
    }
  }

  /** Gives back one permit of this thread without its `Held`. @throws NotHeldError */
  release(): void {
    const { own } = threads()
    for (let at = PERMITS; at < this.#words.length; at++) if (this.#free(at, own)) return
    throw new NotHeldError('this thread has no permit of the semaphore; acquire one first')
  }

  [SHARE](): Shared {
    return { kind: 'Semaphore', state: this.#words, memory: true }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Semaphore (${this.available} of ${this.permits} free)`
  }

  #attempt(): Attempt<Held> {
    const take = (first: boolean, overdue: boolean): Held | undefined => {
      if (overdue) this.#reclaim()
      return first ? this.#take() : this.tryAcquire()
    }
    return this.#reservation.attempt(take, () => this.#events.notify(Number.POSITIVE_INFINITY))
  }

  #take(): Held | undefined {
    const words = this.#words
    const { own } = threads()
    const { permits } = this
    const hint = Atomics.load(words, HINT)
    for (let step = 0; step < permits; step++) {
      const index = (hint + step) % permits
      const at = PERMITS + index
      if (Atomics.load(words, at) !== FREE || Atomics.compareExchange(words, at, FREE, own) !== FREE) continue
      Atomics.store(words, HINT, index + 1 === permits ? 0 : index + 1)
      return createHeld(() => this.#free(at, own), false)
    }
    return undefined
  }

  #free(at: number, holder: number): boolean {
    if (Atomics.compareExchange(this.#words, at, holder, FREE) !== holder) return false
    Atomics.store(this.#words, HINT, at - PERMITS)
    this.#events.notify(this.#reservation.wakes)
    return true
  }

  #reclaim(): void {
    for (let at = PERMITS; at < this.#words.length; at++) {
      const holder = Atomics.load(this.#words, at)
      if (holder !== FREE && threads().fate(holder) !== 'alive') this.#free(at, holder)
    }
  }
}
