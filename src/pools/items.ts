/** The input of a map, taken a few items at a time. */

export type MapInput<T> = Iterable<T> | AsyncIterable<T>

export class Items {
  /** How many there are, where that is known beforehand. */
  readonly total: number | undefined
  readonly #array: readonly unknown[] | undefined
  readonly #sync: Iterator<unknown> | undefined
  readonly #async: AsyncIterator<unknown> | undefined
  #taken = 0
  #ended: boolean
  #failure: { readonly error: unknown } | undefined

  /** @throws TypeError if it cannot be iterated */
  constructor(input: MapInput<unknown>) {
    this.total = Array.isArray(input) || ArrayBuffer.isView(input) ? (input as unknown as ArrayLike<unknown>).length : undefined
    this.#ended = this.total === 0
    if (isOrdinaryArray(input)) this.#array = input
    else if (typeof input === 'object' && input !== null && Symbol.asyncIterator in input) this.#async = input[Symbol.asyncIterator]()
    else if (typeof (input as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] === 'function')
      this.#sync = (input as Iterable<unknown>)[Symbol.iterator]()
    else throw new TypeError(`map needs an array, an iterable or an async iterable, not ${input === null ? 'null' : typeof input}`)
  }

  get ended(): boolean {
    return this.#ended
  }

  get left(): number | undefined {
    return this.total === undefined ? undefined : this.total - this.#taken
  }

  /** What the iterable threw: it has ended, and the items before it count. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure
  }

  /** Up to `count` items; of an async iterable one, so that none waits for the next. None if the iterable throws. */
  take(count: number): unknown[] | Promise<unknown[]> {
    if (this.#async !== undefined) return this.#takeOne(this.#async)
    if (this.#array !== undefined) return this.#takeSome(this.#array, count)
    const items: unknown[] = []
    try {
      while (items.length < count) {
        const step = this.#sync?.next()
        if (step === undefined || step.done === true) {
          this.#ended = true
          break
        }
        items.push(step.value)
      }
    } catch (error) {
      this.#fail(error)
    }
    this.#taken += items.length
    if (this.#taken === this.total) this.#ended = true
    return items
  }

  /** No more will be taken: the iterable may clean up. */
  close(): void {
    if (this.#ended) return
    this.#ended = true
    try {
      this.#sync?.return?.()
      void this.#async?.return?.()?.then(undefined, () => {})
    } catch {
      // What it throws in cleaning up would hide why it ends.
    }
  }

  /** Of an array that may have become shorter. */
  #takeSome(array: readonly unknown[], count: number): unknown[] {
    const items = array.slice(this.#taken, Math.min(this.#taken + count, this.total ?? 0))
    this.#taken += items.length
    this.#ended = this.#taken === this.total || items.length === 0
    return items
  }

  async #takeOne(iterator: AsyncIterator<unknown>): Promise<unknown[]> {
    try {
      const step = await iterator.next()
      if (step.done !== true) return [step.value]
      this.#ended = true
    } catch (error) {
      this.#fail(error)
    }
    return []
  }

  #fail(error: unknown): void {
    this.#ended = true
    this.#failure = { error }
  }
}

/** Iterated as arrays are, which takes longer than to copy a part of one. */
function isOrdinaryArray(input: unknown): input is readonly unknown[] {
  return Array.isArray(input) && input[Symbol.iterator] === Array.prototype[Symbol.iterator] && !(Symbol.asyncIterator in input)
}
