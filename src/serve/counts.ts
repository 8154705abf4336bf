/** Counts of one place where requests are handled. */

export interface Counts {
  readonly requests: number
  readonly active: number
  readonly errors: number
  readonly connections: number
}

export const NO_COUNTS: Counts = { requests: 0, active: 0, errors: 0, connections: 0 }

const SECONDS = 5

/** Events a second over the last five, or since it was made. */
export class Rate {
  readonly #began = performance.now()
  readonly #samples: { readonly at: number; readonly count: number }[] = []

  add(count: number): void {
    if (count <= 0) return
    const at = performance.now()
    const last = this.#samples.at(-1)
    // Ten samples a second are fine enough.
    if (last !== undefined && at - last.at < 100) this.#samples[this.#samples.length - 1] = { at: last.at, count: last.count + count }
    else this.#samples.push({ at, count })
    this.#forget(at)
  }

  get perSecond(): number {
    const now = performance.now()
    this.#forget(now)
    const seconds = Math.min(SECONDS, Math.max((now - this.#began) / 1000, 0.1))
    return Math.round((10 * this.#samples.reduce((sum, { count }) => sum + count, 0)) / seconds) / 10
  }

  #forget(now: number): void {
    while (this.#samples[0] !== undefined && now - this.#samples[0].at > SECONDS * 1000) this.#samples.shift()
  }
}
