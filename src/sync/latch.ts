/** A gate that opens once something has happened often enough; with a count of 1 an event. */

import { isMainThread } from 'node:worker_threads'
import { registerKind, SHARE, type Shared } from '../capture/shareable.ts'
import { checkCount } from '../tasks/options.ts'
import { EVENT_WORDS, EventCount, type SyncWaitOptions, type WaitOptions } from './event-count.ts'

const COUNT = 0
const EVENTS = 1
const WORDS = EVENTS + EVENT_WORDS

/**
 * Those who wait go on when it has been counted down to 0; it then stays open until `reset`. With the default count of 1
 * it is what Python calls an Event: `open()`, `isOpen`, `reset()`. It travels to threads by reference.
 *
 * A thread that ends without counting down leaves the others waiting: give `wait` a timeout where that may happen.
 *
 * @throws RangeError unless `count` is an integer of at least 0
 * @example
 * const ready = new Latch()
 * const task = spawnThread(() => {
 *   ready.waitSync()
 *   return 'go'
 * })
 * ready.open()
 * console.log(await task) // go
 */
export class Latch {
  readonly #words: Int32Array
  readonly #events: EventCount

  static {
    registerKind('Latch', (words: Int32Array) => new Latch(0, words))
  }

  /** @param shared internal: the memory of a latch that travelled here */
  constructor(count = 1, shared?: Int32Array) {
    checkCount('count', count, 0)
    this.#words = shared ?? new Int32Array(new SharedArrayBuffer(WORDS * 4))
    this.#events = new EventCount(this.#words, EVENTS, { what: 'the opening of a latch', instead: 'await latch.wait()' })
    if (shared === undefined) this.#words[COUNT] = count
  }

  /** How often it has still to be counted down. */
  get count(): number {
    return Atomics.load(this.#words, COUNT)
  }

  get isOpen(): boolean {
    return this.count === 0
  }

  /** Counts down by `by`, not below 0; returns what is left. @throws RangeError */
  countDown(by = 1): number {
    checkCount('by', by, 1)
    for (;;) {
      const count = this.count
      const left = Math.max(0, count - by)
      if (Atomics.compareExchange(this.#words, COUNT, count, left) !== count) continue
      if (left === 0) this.#events.notify(Number.POSITIVE_INFINITY)
      return left
    }
  }

  /** Opens it, whatever the count. */
  open(): void {
    Atomics.store(this.#words, COUNT, 0)
    this.#events.notify(Number.POSITIVE_INFINITY)
  }

  /** Closes it again. Who was let through but has not run on yet may wait anew. @throws RangeError */
  reset(count = 1): void {
    checkCount('count', count, 1)
    Atomics.store(this.#words, COUNT, count)
  }

  /**
   * Waits until it is open. Never blocks the thread; an interrupt of the cell or task ends the wait.
   *
   * @throws WaitTimeoutError, the signal's reason (as its rejection)
   */
  async wait(options: WaitOptions = {}): Promise<void> {
    options.signal?.throwIfAborted()
    if (!this.isOpen) await this.#events.wait(this.#attempt, options)
  }

  /** The same, blocking: for worker threads. @throws WaitTimeoutError, WouldBlockError in the main thread */
  waitSync(options: SyncWaitOptions = {}): void {
    if (!this.isOpen) this.#events.waitSync(this.#attempt, isMainThread ? {} : options)
  }

  [SHARE](): Shared {
    return { kind: 'Latch', state: this.#words, memory: true }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Latch (${this.isOpen ? 'open' : `${this.count} to go`})`
  }

  readonly #attempt = (): true | undefined => (this.isOpen ? true : undefined)
}
