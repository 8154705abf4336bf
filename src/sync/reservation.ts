/** Who waited too long goes next: while a thread is entered here, nobody else takes what it waits for. */

import type { Attempt } from './event-count.ts'
import { threads } from './thread-table.ts'

const NOBODY = 0

/** Milliseconds that a wait may lose against others. Shorter turns every hand-over into a wake-up. */
const STARVES_AFTER = 2

export class Reservation {
  readonly #words: Int32Array
  readonly #at: number

  /** @param at its one word */
  constructor(words: Int32Array, at: number) {
    this.#words = words
    this.#at = at
  }

  /** For a thread that is alive. */
  get made(): boolean {
    const starving = Atomics.load(this.#words, this.#at)
    if (starving === NOBODY) return false
    if (threads().fate(starving) === 'alive') return true
    Atomics.compareExchange(this.#words, this.#at, starving, NOBODY)
    return false
  }

  /** How many a notify has to wake, so that the right one is among them. */
  get wakes(): number {
    return Atomics.load(this.#words, this.#at) === NOBODY ? 1 : Number.POSITIVE_INFINITY
  }

  /**
   * The attempts of one wait.
   * @param take `first`: may take what is reserved, also where the one it is reserved for does not come
   * @param givenUp the reservation is gone unused: others have to look again
   */
  attempt<T>(take: (first: boolean, overdue: boolean) => T | undefined, givenUp: () => void): Attempt<T> {
    const since = performance.now()
    let mine = false
    let got = false
    const attempt: Attempt<T> = overdue => {
      const value = take(mine || overdue, overdue)
      got = value !== undefined
      if (!got && !mine && performance.now() - since > STARVES_AFTER) mine = this.#make()
      return value
    }
    attempt.ended = () => {
      if (!mine) return
      Atomics.compareExchange(this.#words, this.#at, threads().own, NOBODY)
      if (!got) givenUp()
    }
    return attempt
  }

  /** False where another one has it. */
  #make(): boolean {
    return !this.made && Atomics.compareExchange(this.#words, this.#at, NOBODY, threads().own) === NOBODY
  }
}
