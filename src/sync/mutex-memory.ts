/** A mutex as it lies in shared memory: who has it, who is to get it. */

import { HolderLostError } from './errors.ts'
import { type Attempt, EVENT_WORDS, EventCount } from './event-count.ts'
import { Reservation } from './reservation.ts'
import { threads } from './thread-table.ts'

const HOLDER = 0
/** Which acquisition the lock is held by, so that an old `Held` does not release a later one. */
const CURRENT = 1
const ACQUISITIONS = 2
const RESERVED = 3
const EVENTS = 4
export const MUTEX_WORDS = EVENTS + EVENT_WORDS

const NOBODY = 0
/** Holder of a lock whose code was torn away while its thread lives on. */
const ABANDONED = -1

/** How it was got; `recovered`: from a dead holder. */
export type Acquired = 'free' | 'recovered'

export class MutexMemory {
  readonly words: Int32Array
  readonly events: EventCount
  readonly #reservation: Reservation

  constructor(words: Int32Array) {
    this.words = words
    this.#reservation = new Reservation(words, RESERVED)
    this.events = new EventCount(words, EVENTS, { what: 'a mutex', instead: 'await mutex.lock()' })
  }

  get locked(): boolean {
    return Atomics.load(this.words, HOLDER) !== NOBODY
  }

  get heldHere(): boolean {
    return Atomics.load(this.words, HOLDER) === threads().own
  }

  /** The number of the acquisition that has it. */
  get current(): number {
    return Atomics.load(this.words, CURRENT)
  }

  /** By who has just got it: `acquisition` as it was before, or the next one. */
  begin(acquisition?: number): number {
    const number = acquisition ?? Atomics.add(this.words, ACQUISITIONS, 1) + 1
    Atomics.store(this.words, CURRENT, number)
    return number
  }

  /**
   * @param first goes before one that it is reserved for
   * @throws HolderLostError unless `recover`
   */
  take(recover: boolean, first: boolean): Acquired | undefined {
    if ((first || !this.#reservation.made) && this.#swap(NOBODY, threads().own)) return 'free'
    const holder = Atomics.load(this.words, HOLDER)
    if (holder === NOBODY || threads().fate(holder) === 'alive') return undefined
    if (!this.#swap(holder, recover ? threads().own : NOBODY)) return undefined
    if (recover) return 'recovered'
    this.#wake()
    const what = holder === ABANDONED ? 'code that held the mutex was interrupted' : 'thread that held the mutex ended'
    throw new HolderLostError(`the ${what} and did not release it; what it guards may be half changed. The mutex is free again`)
  }

  /** False: this thread does not have it. */
  release(abandoned = false): boolean {
    if (!this.#swap(threads().own, abandoned ? ABANDONED : NOBODY)) return false
    this.#wake()
    return true
  }

  /** The attempts of one wait. */
  attempt<T>(recover: boolean, got: (how: Acquired) => T): Attempt<T> {
    const take = (first: boolean): T | undefined => {
      const how = this.take(recover, first)
      return how === undefined ? undefined : got(how)
    }
    return this.#reservation.attempt(take, () => {
      if (!this.locked) this.events.notify()
    })
  }

  #swap(from: number, to: number): boolean {
    return Atomics.compareExchange(this.words, HOLDER, from, to) === from
  }

  #wake(): void {
    this.events.notify(this.#reservation.wakes)
  }
}
