/** Waiting, with a mutex let go meanwhile, until another tells that something changed. */

import { isMainThread } from 'node:worker_threads'
import { signalsAround } from '../async/on-abort.ts'
import { registerKind, SHARE, type Shared } from '../capture/shareable.ts'
import { checkCount } from '../tasks/options.ts'
import { NotHeldError } from './errors.ts'
import { type Attempt, EVENT_WORDS, EventCount, type SyncWaitOptions, type WaitOptions } from './event-count.ts'
import { Mutex } from './mutex.ts'
import { MutexMemory } from './mutex-memory.ts'

const WAITING = 0
/** Wake-ups given and not yet taken. */
const GIVEN = 1
const EVENTS = 2
const WORDS = EVENTS + EVENT_WORDS

/**
 * A condition on what `mutex` guards. All calls need the mutex held. A wait may end without a `notify`: use `waitFor`, or
 * wait in a loop. It travels to threads by reference, together with its mutex.
 *
 * @example
 * const mutex = new Mutex()
 * const filled = new Condition(mutex)
 * const amount = new SharedArray('int32', 1)
 * const consumer = spawnThread(() => {
 *   using held = mutex.lockSync()
 *   filled.waitForSync(() => amount.view[0] > 0)
 *   return amount.view[0]
 * })
 * {
 *   using held = await mutex.lock()
 *   amount.view[0] = 5
 *   filled.notify()
 * }
 * console.log(await consumer) // 5
 */
export class Condition {
  readonly mutex: Mutex
  readonly #lock: MutexMemory
  readonly #words: Int32Array
  readonly #events: EventCount

  static {
    registerKind(
      'Condition',
      ({ words, mutex }: { readonly words: Int32Array; readonly mutex: Int32Array }) => new Condition(new Mutex(mutex), words),
    )
  }

  /** @param shared internal: the memory of a condition that travelled here */
  constructor(mutex: Mutex, shared?: Int32Array) {
    if (!(mutex instanceof Mutex)) throw new TypeError('new Condition(mutex) needs the Mutex that guards the data')
    this.mutex = mutex
    this.#lock = new MutexMemory(mutex[SHARE]().state as Int32Array)
    this.#words = shared ?? new Int32Array(new SharedArrayBuffer(WORDS * 4))
    this.#events = new EventCount(this.#words, EVENTS, { what: 'a notify of the condition', instead: 'await condition.wait()' })
  }

  /**
   * Lets the mutex go, waits for a `notify`, takes the mutex again; also when the wait fails. Only an interrupt of the cell
   * or task ends it without the mutex; its `Held` then does nothing.
   *
   * @throws NotHeldError, WaitTimeoutError, the signal's reason, HolderLostError (as its rejection)
   */
  async wait(options: WaitOptions = {}): Promise<void> {
    options.signal?.throwIfAborted()
    const acquisition = this.#letGo()
    try {
      await this.#events.wait(this.#attempt, options)
    } finally {
      Atomics.sub(this.#words, WAITING, 1)
      if (!signalsAround().some(signal => signal.aborted)) await this.#lock.events.wait(this.#again(acquisition))
    }
  }

  /** The same, blocking: for worker threads. @throws NotHeldError, WaitTimeoutError, WouldBlockError in the main thread */
  waitSync(options: SyncWaitOptions = {}): void {
    const acquisition = this.#letGo()
    try {
      this.#events.waitSync(this.#attempt, isMainThread ? {} : options)
    } finally {
      Atomics.sub(this.#words, WAITING, 1)
      this.#lock.events.waitSync(this.#again(acquisition))
    }
  }

  /** Waits until `holds()` is true, which is asked with the mutex held. `timeout` counts for all of it. */
  async waitFor(holds: () => boolean, { timeout, signal }: WaitOptions = {}): Promise<void> {
    const until = timeout === undefined ? undefined : performance.now() + timeout
    while (!holds()) {
      await this.wait({ ...(signal && { signal }), ...(until !== undefined && { timeout: Math.max(0, until - performance.now()) }) })
    }
  }

  /** The same, blocking: for worker threads. */
  waitForSync(holds: () => boolean, { timeout }: SyncWaitOptions = {}): void {
    const until = timeout === undefined ? undefined : performance.now() + timeout
    while (!holds()) this.waitSync(until === undefined ? {} : { timeout: Math.max(0, until - performance.now()) })
  }

  /** Wakes `count` of those who wait. @throws NotHeldError, RangeError */
  notify(count = 1): void {
    checkCount('count', count, 1)
    this.#give(count)
  }

  /** Wakes all who wait. @throws NotHeldError */
  notifyAll(): void {
    this.#give(Number.POSITIVE_INFINITY)
  }

  [SHARE](): Shared {
    return { kind: 'Condition', state: { words: this.#words, mutex: this.mutex[SHARE]().state }, memory: true }
  }

  /** Not more than there are to take them. */
  #give(count: number): void {
    this.#check()
    const waiting = Atomics.load(this.#words, WAITING)
    const given = Math.min(waiting, Atomics.load(this.#words, GIVEN) + count)
    if (given <= 0) return
    Atomics.store(this.#words, GIVEN, given)
    this.#events.notify(count)
  }

  #letGo(): number {
    this.#check()
    Atomics.add(this.#words, WAITING, 1)
    const acquisition = this.#lock.current
    this.#lock.release()
    return acquisition
  }

  readonly #attempt: Attempt<true> = () => {
    const given = Atomics.load(this.#words, GIVEN)
    return given > 0 && Atomics.compareExchange(this.#words, GIVEN, given, given - 1) === given ? true : undefined
  }

  /** Takes the mutex as the acquisition that it was, so that its `Held` stays good. */
  #again(acquisition: number): Attempt<number> {
    return this.#lock.attempt(false, () => this.#lock.begin(acquisition))
  }

  #check(): void {
    if (!this.mutex.heldHere) throw new NotHeldError('a condition is used with its mutex held: using held = await condition.mutex.lock()')
  }
}
