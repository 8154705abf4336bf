/** How many items travel together: as many as take a few milliseconds, measured as they come back. */

/** Milliseconds of work in one chunk: long beside a round trip, short beside what people wait for. */
const AIM = 4
const MOST = 2000

export class ChunkSize {
  readonly #fixed: number | undefined
  readonly #workers: number
  /** Milliseconds per item, averaged with more weight on the latest. */
  #perItem: number | undefined

  constructor({ fixed, workers }: { readonly fixed: number | undefined; readonly workers: number }) {
    this.#fixed = fixed
    this.#workers = workers
  }

  /** For the next chunk, of `left` items where that is known: the last ones are small, so that all workers end together. */
  next(left: number | undefined): number {
    if (this.#fixed !== undefined) return this.#fixed
    if (this.#perItem === undefined) return 1
    const timed = Math.ceil(AIM / Math.max(this.#perItem, AIM / MOST))
    return left === undefined ? timed : Math.max(1, Math.min(timed, Math.ceil(left / (2 * this.#workers))))
  }

  note(items: number, took: number): void {
    const perItem = took / items
    this.#perItem = this.#perItem === undefined ? perItem : this.#perItem * 0.5 + perItem * 0.5
  }
}
