/** While something in this thread waits: keeps the process from ending, and has each wait look again now and then. */

import { clearInterval, setInterval } from 'node:timers'

/** Milliseconds until a wait looks again by itself: for what nobody announces, the death of a holder above all. */
export const LOOK_AGAIN = 100

export interface Waiting {
  lookAgain(): void
}

class Keeper {
  readonly #waiting = new Set<Waiting>()
  #timer: NodeJS.Timeout | undefined

  add(waiting: Waiting): void {
    this.#waiting.add(waiting)
    this.#timer ??= setInterval(() => this.lookAgain(), LOOK_AGAIN)
  }

  delete(waiting: Waiting): void {
    this.#waiting.delete(waiting)
    if (this.#waiting.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  lookAgain(): void {
    for (const each of [...this.#waiting]) each.lookAgain()
  }
}

const own = new Keeper()

/** The one keeper of this thread. */
export function keeper(): Keeper {
  return own
}
