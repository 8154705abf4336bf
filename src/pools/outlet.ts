/** Where the results of a map leave: kept for who awaits all, handed to who iterates, held back while nobody takes them. */

import { Queue } from './queue.ts'

export interface OutletOptions {
  readonly ordered: boolean
  /** How many results there will be, where that is known. */
  readonly total?: number | undefined
  /** Results of an input of unknown length are held back until somebody wants them. */
  readonly bounded: boolean
  /** How many results may wait to be taken. */
  readonly window: number
}

type End = { readonly failed: false } | { readonly failed: true; readonly error: unknown }

export class Outlet<R> {
  /** By index; holes where an item failed. Complete if all were wanted. */
  readonly results: R[]
  onDemand: () => void = () => {}
  readonly #options: OutletOptions
  /** Ready to be iterated. */
  readonly #ready = new Queue<{ readonly value: R }>()
  /** Came before one that is due earlier. `undefined`: failed. */
  readonly #early = new Map<number, { readonly value: R } | undefined>()
  readonly #takers: (() => void)[] = []
  readonly #skipped = new Set<number>()
  #due = 0
  #all: boolean
  #iterated = false
  #end: End | undefined

  constructor(options: OutletOptions) {
    this.#options = options
    // Of its final length: filled out of order it would become slow to write.
    this.results = new Array(options.total ?? 0)
    this.#all = !options.bounded
  }

  /** How many more items may be handed out while `underWay` are. */
  room(underWay: number): number {
    return this.#all ? Number.POSITIVE_INFINITY : this.#options.window - underWay - this.#ready.length - this.#early.size
  }

  /** Somebody awaits all results: they are kept, and nothing is held back. */
  wantAll(): void {
    if (this.#all) return
    this.#all = true
    this.onDemand()
  }

  put(index: number, value: R): void {
    if (this.#all || !this.#iterated) this.results[index] = value
    if (this.#iterated || this.#options.bounded) this.#pass(index, { value })
  }

  putInRow(first: number, values: ArrayLike<unknown>): void {
    const { results } = this
    if (this.#iterated || this.#options.bounded) for (let at = 0; at < values.length; at++) this.put(first + at, values[at] as R)
    else for (let at = 0; at < values.length; at++) results[first + at] = values[at] as R
  }

  skip(index: number): void {
    if (this.#iterated || this.#options.bounded) this.#pass(index, undefined)
    else this.#skipped.add(index)
  }

  end(): void {
    this.#finish({ failed: false })
  }

  fail(error: unknown): void {
    this.#finish({ failed: true, error })
  }

  iterate(leave: () => void): AsyncIterator<R> {
    if (!this.#iterated && !this.#options.bounded) this.#catchUp()
    this.#iterated = true
    return {
      next: () => this.#next(),
      return: async () => {
        leave()
        return { done: true, value: undefined }
      },
    }
  }

  async #next(): Promise<IteratorResult<R>> {
    for (;;) {
      const ready = this.#ready.shift()
      if (ready !== undefined) {
        this.onDemand()
        return { done: false, value: ready.value }
      }
      if (this.#end?.failed === true) throw this.#end.error
      if (this.#end !== undefined) return { done: true, value: undefined }
      await new Promise<void>(resolve => this.#takers.push(resolve))
    }
  }

  /** Of what came before somebody iterated only the place was noted. */
  #catchUp(): void {
    for (let index = 0; index < this.results.length; index++) {
      if (index in this.results) this.#pass(index, { value: this.results[index] as R })
      else if (this.#skipped.has(index)) this.#pass(index, undefined)
    }
  }

  #pass(index: number, entry: { readonly value: R } | undefined): void {
    if (!this.#options.ordered) {
      if (entry !== undefined) this.#ready.push(entry)
    } else {
      this.#early.set(index, entry)
      for (; this.#early.has(this.#due); this.#due++) {
        const due = this.#early.get(this.#due)
        this.#early.delete(this.#due)
        if (due !== undefined) this.#ready.push(due)
      }
    }
    this.#wake()
  }

  #finish(end: End): void {
    this.#end ??= end
    this.#wake()
  }

  #wake(): void {
    for (const taker of this.#takers.splice(0)) taker()
  }
}
