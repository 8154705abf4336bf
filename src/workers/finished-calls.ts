/** Which calls of a job are over: mostly they end in their order. */
export class FinishedCalls {
  #upTo = 0
  /** Those that ended before others in front of them. */
  #beyond: Set<number> | undefined

  has(offset: number): boolean {
    return offset < this.#upTo || this.#beyond?.has(offset) === true
  }

  /** False: it was over before. */
  add(offset: number): boolean {
    if (this.has(offset)) return false
    if (offset !== this.#upTo) {
      this.#beyond ??= new Set()
      this.#beyond.add(offset)
      return true
    }
    this.#upTo++
    while (this.#beyond?.delete(this.#upTo) === true) this.#upTo++
    if (this.#beyond?.size === 0) this.#beyond = undefined
    return true
  }

  /** Several that follow each other; false, and nothing done, unless they are the next ones. */
  addRow(first: number, count: number): boolean {
    if (first !== this.#upTo || this.#beyond !== undefined) return false
    this.#upTo += count
    return true
  }

  /** Of so many calls those that are not over. */
  open(calls: number): number[] {
    const open: number[] = []
    for (let offset = this.#upTo; offset < calls; offset++) if (this.#beyond?.has(offset) !== true) open.push(offset)
    return open
  }
}
