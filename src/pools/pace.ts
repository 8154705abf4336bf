/** How long the calls of a function take, measured as they come back: so many travel together as take a few milliseconds. */

/** Milliseconds of work that travels together: long beside a round trip, short beside what people wait for. */
export const AIM = 4
/** Less is not worth a message, also where that would let the workers end together (ms). */
const LEAST = 0.2
const MOST = 5000
/** Stands for a time that is not known. */
const LONG = 1e9

export class Pace {
  /** Milliseconds a call, averaged with more weight on the latest; undefined: none has come back. */
  #perCall: number | undefined
  /** It was measured of other calls of the function, which these may be like. */
  #guessed = false
  readonly #known: Pace | undefined

  /** @param known that of the same function with other arguments, which learns from this one */
  constructor(known?: Pace) {
    this.#known = known
    if (known === undefined) return
    this.#perCall = known.#perCall
    this.#guessed = known.#perCall !== undefined
  }

  note(calls: number, took: number): void {
    const perCall = took / calls
    this.#perCall = this.#perCall === undefined || this.#guessed ? perCall : this.#perCall * 0.5 + perCall * 0.5
    this.#guessed = false
    this.#known?.note(calls, took)
  }

  /** How many calls to send together, of `left` where that is known: the last ones are few, so that all workers end together. */
  size(left: number | undefined, workers: number): number {
    if (this.#perCall === undefined) return 1
    const timed = Math.ceil(AIM / Math.max(this.#perCall, AIM / MOST))
    if (left === undefined) return this.#guessed ? Math.ceil(timed / 2) : timed
    if (this.#guessed) return Math.max(1, Math.min(timed, Math.ceil(left / (4 * workers))))
    return Math.max(1, Math.min(timed, left, Math.max(Math.ceil(left / (2 * workers)), Math.floor(LEAST / this.#perCall))))
  }

  /** Milliseconds; what is not known may be long. */
  estimate(calls: number): number {
    return this.#perCall === undefined ? LONG : this.#perCall * calls
  }
}

/** By the text of functions: closures made anew for each call share theirs. */
export class Paces {
  readonly #paces = new Map<string, Pace>()

  of(text: string): Pace {
    let pace = this.#paces.get(text)
    if (pace !== undefined) return pace
    if (this.#paces.size > 1000) this.#paces.clear()
    pace = new Pace()
    this.#paces.set(text, pace)
    return pace
  }
}
