/** A mutex as it lies in shared memory: who has it, who is to get it. */

import { HolderLostError } from './errors.ts'
import { type Attempt, EVENT_WORDS, EventCount } from './event-count.ts'
import { threads } from './thread-table.ts'

const HOLDER = 0
/** Which acquisition the lock is held by, so that an old `Held` does not release a later one. */
const CURRENT = 1
const ACQUISITIONS = 2
/** A thread that waited too long: until it got the lock nobody else takes it. */
const STARVING = 3
const EVENTS = 4
export const MUTEX_WORDS = EVENTS + EVENT_WORDS

const NOBODY = 0
/** Holder of a lock whose code was torn away while its thread lives on. */
const ABANDONED = -1

/** Milliseconds that a wait may lose against others. Shorter turns every hand-over into a wake-up. */
const STARVES_AFTER = 2

/** How it was got; `recovered`: from a dead holder. */
export type Acquired = 'free' | 'recovered'

export class MutexMemory {
  readonly words: Int32Array
  readonly events: EventCount

  constructor(words: Int32Array) {
    this.words = words
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
   * @param first goes before one that starves
   * @throws HolderLostError unless `recover`
   */
  take(recover: boolean, first: boolean): Acquired | undefined {
    const { words } = this
    if ((first || Atomics.load(words, STARVING) === NOBODY || !this.#reserved()) && this.#swap(NOBODY, threads().own)) return 'free'
    const holder = Atomics.load(words, HOLDER)
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
    const since = performance.now()
    let starving = false
    const attempt: Attempt<T> = overdue => {
      const how = this.take(recover, starving || overdue)
      if (how !== undefined) return got(how)
      if (!starving && performance.now() - since > STARVES_AFTER) starving = this.#starve()
      return undefined
    }
    attempt.ended = () => {
      const { own } = threads()
      if (!starving || Atomics.compareExchange(this.words, STARVING, own, NOBODY) !== own) return
      // Given up: those who let it go first must not wait for it.
      if (!this.locked) this.events.notify()
    }
    return attempt
  }

  #swap(from: number, to: number): boolean {
    return Atomics.compareExchange(this.words, HOLDER, from, to) === from
  }

  #wake(): void {
    this.events.notify(Atomics.load(this.words, STARVING) === NOBODY ? 1 : Number.POSITIVE_INFINITY)
  }

  /** False where another one starves already. */
  #starve(): boolean {
    return !this.#reserved() && Atomics.compareExchange(this.words, STARVING, NOBODY, threads().own) === NOBODY
  }

  /** Who starved may have died. */
  #reserved(): boolean {
    const starving = Atomics.load(this.words, STARVING)
    if (starving === NOBODY) return false
    if (threads().fate(starving) === 'alive') return true
    Atomics.compareExchange(this.words, STARVING, starving, NOBODY)
    return false
  }
}
