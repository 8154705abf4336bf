/** A queue between tasks of one event loop, as Python's `asyncio.Queue`. */

import { ClosedError } from '../errors.ts'
import { Queue as Fifo } from '../pools/queue.ts'
import { checkLimit, checkSignal } from './check.ts'
import { signalsAround } from './on-abort.ts'
import { Waiters } from './waiters.ts'

export interface QueueOptions {
  /** How many items it holds before `put` waits; default Infinity. */
  readonly capacity?: number
}

export interface WaitOptions {
  /** Ends the wait when it fires: the call rejects with its reason, and nothing was put or taken. */
  readonly signal?: AbortSignal
}

/**
 * Items from producers to consumers of one thread, first in, first out; who waits longest is served first. Waiting calls
 * end with an interrupt of the cell or task that they stand in. Between threads use a `Channel`.
 *
 * @example
 * const queue = new Queue<string>({ capacity: 10 })
 * await using group = new TaskGroup()
 * group.spawn(async () => {
 *   for await (const url of queue) console.log(url)
 * })
 * for (const url of ['a', 'b']) await queue.put(url)
 * queue.close()
 */
export class Queue<T> implements AsyncIterable<T> {
  readonly capacity: number
  readonly #items = new Fifo<T>()
  readonly #getters = new Waiters<T>()
  readonly #putters = new Waiters<void, T>()
  readonly #joiners = new Waiters<void>()
  #unfinished = 0
  #closed = false

  /** @throws TypeError, RangeError */
  constructor({ capacity = Number.POSITIVE_INFINITY }: QueueOptions = {}) {
    checkLimit('capacity', capacity)
    this.capacity = capacity
  }

  /** Items that wait to be taken. */
  get size(): number {
    return this.#items.length
  }

  get closed(): boolean {
    return this.#closed
  }

  /**
   * Adds an item; waits while the queue is full.
   * @throws ClosedError if it is closed, or gets closed while this waits
   */
  async put(item: T, { signal }: WaitOptions = {}): Promise<void> {
    checkSignal(signal)
    signal?.throwIfAborted()
    if (!this.tryPut(item)) await this.#putters.wait(item, signalsAround(signal))
  }

  /** Adds an item if there is room now. @throws ClosedError */
  tryPut(item: T): boolean {
    if (this.#closed) throw closed()
    const getter = this.#getters.shift()
    if (getter !== undefined) getter.resolve(item)
    else if (this.#items.length < this.capacity) this.#items.push(item)
    else return false
    this.#unfinished++
    return true
  }

  /**
   * Takes the oldest item; waits while there is none.
   * @throws ClosedError if the queue is closed and empty, or gets closed while this waits
   */
  async get({ signal }: WaitOptions = {}): Promise<T> {
    checkSignal(signal)
    signal?.throwIfAborted()
    if (this.#items.length > 0) return this.#take()
    if (this.#closed) throw closed()
    return this.#getters.wait(undefined, signalsAround(signal))
  }

  /** Takes the oldest item if there is one; `undefined` if not. */
  tryGet(): T | undefined {
    return this.#items.length > 0 ? this.#take() : undefined
  }

  /**
   * Says that an item taken before has been dealt with; see {@link join}.
   * @throws RangeError if it is called more often than items were put
   */
  taskDone(): void {
    if (this.#unfinished === 0) throw new RangeError('taskDone was called more often than items were put')
    if (--this.#unfinished === 0) this.#joiners.resolveAll()
  }

  /** Resolves when `taskDone` was called for every item that was put. Iterating does not call it. */
  async join({ signal }: WaitOptions = {}): Promise<void> {
    checkSignal(signal)
    signal?.throwIfAborted()
    if (this.#unfinished > 0) await this.#joiners.wait(undefined, signalsAround(signal))
  }

  /**
   * Takes nothing more: waiting `put`s reject with a ClosedError; what is in it can still be taken, then `get` rejects and
   * loops end. Idempotent.
   */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#putters.rejectAll(closed)
    this.#getters.rejectAll(closed)
  }

  /** Takes items until the queue is closed and empty. Several loops share them. */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return {
      next: async () => {
        try {
          return { done: false, value: await this.get() }
        } catch (error) {
          if (this.#closed && error instanceof ClosedError) return { done: true, value: undefined }
          throw error
        }
      },
    }
  }

  #take(): T {
    const item = this.#items.shift() as T
    const putter = this.#putters.shift()
    if (putter !== undefined) {
      this.#items.push(putter.payload)
      this.#unfinished++
      putter.resolve()
    }
    return item
  }
}

function closed(): ClosedError {
  return new ClosedError('the queue is closed; make a new one')
}
