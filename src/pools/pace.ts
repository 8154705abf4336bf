/** How long the calls of a function take, measured as they come back: so many travel together as take a few milliseconds. */

/** Milliseconds of work that travels together: long beside a round trip, short beside what people wait for. */
export const AIM = 4
const MOST = 2000
/** Stands for a time that is not known. */
const LONG = 1e9

export class Pace {
  /** Milliseconds a call, averaged with more weight on the latest; undefined: none has come back. */
  #perCall: number | undefined

  note(calls: number, took: number): void {
    const perCall = took / calls
    this.#perCall = this.#perCall === undefined ? perCall : this.#perCall * 0.5 + perCall * 0.5
  }

  /** How many calls to send together, of `left` where that is known: the last ones are few, so that all workers end together. */
  size(left: number | undefined, workers: number): number {
    if (this.#perCall === undefined) return 1
    const timed = Math.ceil(AIM / Math.max(this.#perCall, AIM / MOST))
    return left === undefined ? timed : Math.max(1, Math.min(timed, Math.ceil(left / (2 * workers))))
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
