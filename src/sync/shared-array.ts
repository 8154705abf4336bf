/** Numbers in memory that threads share. */

import { registerKind, SHARE, type Shared } from '../capture/shareable.ts'

/** What the elements are. */
export type SharedArrayKind = keyof Views

interface Views {
  readonly int8: Int8Array<SharedArrayBuffer>
  readonly uint8: Uint8Array<SharedArrayBuffer>
  readonly int16: Int16Array<SharedArrayBuffer>
  readonly uint16: Uint16Array<SharedArrayBuffer>
  readonly int32: Int32Array<SharedArrayBuffer>
  readonly uint32: Uint32Array<SharedArrayBuffer>
  readonly bigint64: BigInt64Array<SharedArrayBuffer>
  readonly biguint64: BigUint64Array<SharedArrayBuffer>
  readonly float32: Float32Array<SharedArrayBuffer>
  readonly float64: Float64Array<SharedArrayBuffer>
}

export type SharedView<K extends SharedArrayKind> = Views[K]

const VIEWS: { readonly [K in SharedArrayKind]: { readonly BYTES_PER_ELEMENT: number; new (buffer: SharedArrayBuffer): Views[K] } } = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  bigint64: BigInt64Array,
  biguint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
}

export type SharedElement<K extends SharedArrayKind> = K extends 'bigint64' | 'biguint64' ? bigint : number

type Integral = Int32Array<SharedArrayBuffer>

/**
 * An array over a SharedArrayBuffer: what one thread writes, all others see. It travels to threads by reference. Plain
 * access is through `view`, the typed array; concurrent updates of one element need the atomic calls (`add`, `exchange`,
 * `compareExchange`, …; integer kinds only) or a Mutex.
 *
 * @throws TypeError for an unknown kind, RangeError for a length that is none
 * @example
 * const sums = new SharedArray('float64', 4)
 * await spawnThread.with({ count: 4 })(withTask(({ index }) => {
 *   sums.view[index] = index ** 2
 * }))
 * console.log([...sums]) // [0, 1, 4, 9]
 */
export class SharedArray<K extends SharedArrayKind = 'float64'> {
  readonly kind: K
  /** The typed array over the shared memory. */
  readonly view: SharedView<K>

  static {
    registerKind(
      'SharedArray',
      ({ kind, view }: { readonly kind: SharedArrayKind; readonly view: SharedView<SharedArrayKind> }) =>
        new SharedArray(kind, view.length, view),
    )
  }

  /** @param shared internal: the memory of an array that travelled here */
  constructor(kind: K, length: number, shared?: SharedView<K>) {
    const View: (typeof VIEWS)[K] | undefined = VIEWS[kind]
    if (View === undefined) throw new TypeError(`unknown kind ${String(kind)}; a SharedArray is one of ${Object.keys(VIEWS).join(', ')}`)
    if (!(Number.isSafeInteger(length) && length >= 0)) throw new RangeError(`length has to be an integer of at least 0, not ${length}`)
    this.kind = kind
    this.view = shared ?? new View(new SharedArrayBuffer(length * View.BYTES_PER_ELEMENT))
  }

  /**
   * A copy of what there is, in shared memory.
   * @example
   * const data = SharedArray.from('int32', [3, 1, 2])
   */
  static from<K extends SharedArrayKind>(kind: K, elements: ArrayLike<SharedElement<K>> | Iterable<SharedElement<K>>): SharedArray<K> {
    const list = 'length' in elements ? elements : [...elements]
    const array = new SharedArray(kind, list.length)
    ;(array.view as { set(from: ArrayLike<unknown>): void }).set(list)
    return array
  }

  get length(): number {
    return this.view.length
  }

  get buffer(): SharedArrayBuffer {
    return this.view.buffer
  }

  get byteLength(): number {
    return this.view.byteLength
  }

  /** The element, read atomically for integer kinds. @throws RangeError beyond the end */
  get(index: number): SharedElement<K> {
    this.#check(index)
    return (this.#isFloat ? this.view[index] : Atomics.load(this.view as Integral, index)) as SharedElement<K>
  }

  /** Sets the element, atomically for integer kinds. @throws RangeError beyond the end */
  set(index: number, value: SharedElement<K>): void {
    this.#check(index)
    if (this.#isFloat) (this.view as { [index: number]: unknown })[index] = value
    else Atomics.store(this.view as Integral, index, value as number)
  }

  /** Sets all elements, or those from `start` to before `end`. */
  fill(value: SharedElement<K>, start?: number, end?: number): this {
    ;(this.view as Float64Array).fill(value as number, start, end)
    return this
  }

  /** Adds atomically; returns what the element was, as all of these do. @throws TypeError for float kinds */
  add(index: number, by: SharedElement<K>): SharedElement<K> {
    return Atomics.add(this.#integral('add', index), index, by as number) as SharedElement<K>
  }

  sub(index: number, by: SharedElement<K>): SharedElement<K> {
    return Atomics.sub(this.#integral('sub', index), index, by as number) as SharedElement<K>
  }

  and(index: number, value: SharedElement<K>): SharedElement<K> {
    return Atomics.and(this.#integral('and', index), index, value as number) as SharedElement<K>
  }

  or(index: number, value: SharedElement<K>): SharedElement<K> {
    return Atomics.or(this.#integral('or', index), index, value as number) as SharedElement<K>
  }

  xor(index: number, value: SharedElement<K>): SharedElement<K> {
    return Atomics.xor(this.#integral('xor', index), index, value as number) as SharedElement<K>
  }

  exchange(index: number, value: SharedElement<K>): SharedElement<K> {
    return Atomics.exchange(this.#integral('exchange', index), index, value as number) as SharedElement<K>
  }

  /** Sets `value` where the element is `expected`. */
  compareExchange(index: number, expected: SharedElement<K>, value: SharedElement<K>): SharedElement<K> {
    const view = this.#integral('compareExchange', index)
    return Atomics.compareExchange(view, index, expected as number, value as number) as SharedElement<K>
  }

  /** A copy that is not shared. */
  toArray(): SharedElement<K>[] {
    return Array.from(this.view as ArrayLike<unknown>) as SharedElement<K>[]
  }

  [Symbol.iterator](): IterableIterator<SharedElement<K>> {
    return (this.view as Iterable<unknown>)[Symbol.iterator]() as IterableIterator<SharedElement<K>>
  }

  [SHARE](): Shared {
    return { kind: 'SharedArray', state: { kind: this.kind, view: this.view }, memory: true }
  }

  get #isFloat(): boolean {
    return this.kind === 'float64' || this.kind === 'float32'
  }

  #integral(call: string, index: number): Integral {
    if (this.#isFloat)
      throw new TypeError(
        `${call} is atomic, which ${this.kind} cannot be; use an integer kind, or update under a Mutex through array.view`,
      )
    this.#check(index)
    return this.view as Integral
  }

  #check(index: number): void {
    if (!(Number.isSafeInteger(index) && index >= 0 && index < this.view.length))
      throw new RangeError(`index ${index} is outside of the array, which has ${this.view.length} elements`)
  }
}
