/** Whether it pays that two sides wait for each other without sleep. */

/** So many round trips are compared with so many of the other way. */
const STRETCH = 16
/** Longer ones have other reasons (ms). */
const CLIPPED = 0.2
/** Who does not sleep takes a processor: it has to be worth that. */
const WORTH = 0.85
/** After so many stretches the other way is tried again. */
const FIRST_STAY = 4
const LONGEST_STAY = 256

/**
 * To be woken takes a thread longer than a short call, if it has a processor of its own; where both share one, or others
 * need it, waiting awake takes longer still. So both are tried, and the faster one is kept for a while.
 */
export class Wakefulness {
  #awake = false
  #chosen = false
  #count = 0
  #sum = 0
  /** Of a stretch, the last time it was tried (ms). */
  #asleepTook: number | undefined
  #awakeTook: number | undefined
  #stay = FIRST_STAY
  #stretches = 0

  /** How the next round trip is to be done. */
  get awake(): boolean {
    return this.#awake
  }

  /** One has taken so long, in milliseconds. */
  note(took: number): void {
    this.#sum += Math.min(took, CLIPPED)
    if (++this.#count < STRETCH) return
    if (this.#awake) this.#awakeTook = this.#sum
    else this.#asleepTook = this.#sum
    this.#count = this.#sum = 0
    this.#choose()
  }

  #choose(): void {
    if (this.#awake !== this.#chosen) {
      // The other way was tried.
      const better = (this.#awakeTook ?? 0) < WORTH * (this.#asleepTook ?? 0)
      this.#stay = better === this.#chosen ? Math.min(2 * this.#stay, LONGEST_STAY) : FIRST_STAY
      this.#chosen = better
      this.#awake = better
      this.#stretches = 0
    } else if (++this.#stretches >= this.#stay) this.#awake = !this.#chosen
  }
}
