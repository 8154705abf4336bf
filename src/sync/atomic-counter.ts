import { registerKind, SHARE, type Shared } from '../capture/shareable.ts'

/**
 * A number that threads count together; no update is lost. It travels to threads by reference. Integers within
 * ±2⁵³; all calls throw a RangeError for other values.
 *
 * @example
 * const done = new AtomicCounter()
 * await spawnThread.with({ count: 4 })(() => {
 *   for (let i = 0; i < 1000; i++) done.increment()
 * })
 * console.log(done.value) // 4000
 */
export class AtomicCounter {
  readonly #view: BigInt64Array

  static {
    registerKind('AtomicCounter', (view: BigInt64Array) => new AtomicCounter(0, view))
  }

  /** @param shared internal: the memory of a counter that travelled here */
  constructor(value = 0, shared?: BigInt64Array) {
    this.#view = shared ?? new BigInt64Array(new SharedArrayBuffer(8))
    if (shared === undefined) this.value = value
  }

  get value(): number {
    return Number(Atomics.load(this.#view, 0))
  }

  set value(value: number) {
    Atomics.store(this.#view, 0, integer(value))
  }

  /** Adds `by`; returns the new value. */
  add(by: number): number {
    return Number(Atomics.add(this.#view, 0, integer(by))) + by
  }

  /** Adds 1; returns the new value. */
  increment(): number {
    return Number(Atomics.add(this.#view, 0, 1n)) + 1
  }

  /** Subtracts 1; returns the new value. */
  decrement(): number {
    return Number(Atomics.sub(this.#view, 0, 1n)) - 1
  }

  /** Sets `value`; returns what it was. */
  exchange(value: number): number {
    return Number(Atomics.exchange(this.#view, 0, integer(value)))
  }

  /** Sets `value` if it is `expected`; returns what it was. */
  compareExchange(expected: number, value: number): number {
    return Number(Atomics.compareExchange(this.#view, 0, integer(expected), integer(value)))
  }

  [SHARE](): Shared {
    return { kind: 'AtomicCounter', state: this.#view, memory: true }
  }

  toJSON(): number {
    return this.value
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `AtomicCounter(${this.value})`
  }
}

function integer(value: number): bigint {
  if (!Number.isSafeInteger(value)) throw new RangeError(`an AtomicCounter counts in integers within ±2^53, not ${value}`)
  return BigInt(value)
}
