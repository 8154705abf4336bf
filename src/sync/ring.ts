/** Packets in a ring of shared bytes that grows. Its caller holds a lock; a caller that dies at any point leaves it whole. */

import type { Packet } from './channel-transport.ts'

export interface RingMemory {
  readonly words: Int32Array
  /** Growable. */
  readonly bytes: SharedArrayBuffer
}

/** Which of the two states below counts: it changes by one store, so that no half-made change is ever seen. */
const ACTIVE = 0
const HEAD = 0
const TAIL = 1
const USED = 2
const COUNT = 3
const SIZE = 4
const STATE_WORDS = 5
export const RING_WORDS = 1 + 2 * STATE_WORDS

/** Length and tag in front of each packet. */
const HEADER = 5

interface RingState {
  readonly head: number
  readonly tail: number
  readonly used: number
  readonly count: number
  readonly size: number
}

export class Ring {
  readonly #words: Int32Array
  readonly #at: number
  readonly #buffer: SharedArrayBuffer
  /** Of fixed length: faster than one that follows the buffer. */
  #bytes: Uint8Array

  /** @param at where its words begin */
  constructor({ words, bytes }: RingMemory, at: number) {
    this.#words = words
    this.#at = at
    this.#buffer = bytes
    this.#bytes = new Uint8Array(bytes, 0, bytes.byteLength)
    if (this.#state().size === 0) this.#commit(0, 0, 0, 0, bytes.byteLength)
  }

  get count(): number {
    return this.#state().count
  }

  /** The largest packet that it can ever take. */
  get largest(): number {
    return this.#buffer.maxByteLength - HEADER
  }

  /** @param limit bytes that may be in it, unless the packet is alone; false: does not fit */
  push({ tag, bytes }: Packet, limit: number): boolean {
    const needs = HEADER + bytes.length
    let state = this.#state()
    if (state.count > 0 && state.used + needs > limit) return false
    if (state.used + needs > state.size) state = this.#grow(state, state.used + needs)
    this.#view(state.size)
    const { head, used, count, size } = state
    let at = this.#byte(state.tail, tag)
    for (let shift = 0; shift < 32; shift += 8) at = this.#byte(at, bytes.length >>> shift)
    this.#commit(head, this.#write(at, bytes), used + needs, count + 1, size)
    return true
  }

  shift(): Packet | undefined {
    const { head, tail, used, count, size } = this.#state()
    if (count === 0) return undefined
    this.#view(size)
    const tag = this.#bytes[head] ?? 0
    let at = next(head, size)
    let length = 0
    for (let shift = 0; shift < 32; shift += 8) {
      length |= (this.#bytes[at] ?? 0) << shift
      at = next(at, size)
    }
    const bytes = this.#read(at, length)
    this.#commit((at + length) % size, tail, used - HEADER - length, count - 1, size)
    return { tag, bytes }
  }

  #state(): RingState {
    const at = this.#base(Atomics.load(this.#words, this.#at + ACTIVE))
    const word = (offset: number): number => this.#words[at + offset] ?? 0
    return { head: word(HEAD), tail: word(TAIL), used: word(USED), count: word(COUNT), size: word(SIZE) }
  }

  #commit(head: number, tail: number, used: number, count: number, size: number): void {
    const words = this.#words
    const other = 1 - Atomics.load(words, this.#at + ACTIVE)
    const at = this.#base(other)
    words[at + HEAD] = head
    words[at + TAIL] = tail
    words[at + USED] = used
    words[at + COUNT] = count
    words[at + SIZE] = size
    Atomics.store(words, this.#at + ACTIVE, other)
  }

  #base(which: number): number {
    return this.#at + 1 + which * STATE_WORDS
  }

  /** Doubles until it fits. What had wrapped around moves behind the old end. */
  #grow(state: RingState, needs: number): RingState {
    let size = state.size
    while (size < needs) size *= 2
    size = Math.min(size, this.#buffer.maxByteLength)
    if (this.#buffer.byteLength < size) this.#buffer.grow(size)
    this.#view(size)
    const { head, tail, used, count } = state
    const wraps = used > 0 && tail <= head
    if (wraps) this.#bytes.copyWithin(state.size, 0, tail)
    const end = wraps ? state.size + tail : tail
    this.#commit(head, end === size ? 0 : end, used, count, size)
    return this.#state()
  }

  #view(size: number): void {
    if (this.#bytes.length !== size) this.#bytes = new Uint8Array(this.#buffer, 0, size)
  }

  /** These return where the next one goes. */
  #byte(at: number, value: number): number {
    this.#bytes[at] = value
    return next(at, this.#bytes.length)
  }

  #write(at: number, from: Uint8Array): number {
    const size = this.#bytes.length
    const first = Math.min(from.length, size - at)
    if (first === from.length) this.#bytes.set(from, at)
    else {
      this.#bytes.set(from.subarray(0, first), at)
      this.#bytes.set(from.subarray(first), 0)
    }
    return (at + from.length) % size
  }

  #read(at: number, length: number): Uint8Array {
    const first = this.#bytes.length - at
    if (length <= first) return this.#bytes.slice(at, at + length)
    const bytes = new Uint8Array(length)
    bytes.set(this.#bytes.subarray(at))
    bytes.set(this.#bytes.subarray(0, length - first), first)
    return bytes
  }
}

function next(at: number, size: number): number {
  return at + 1 === size ? 0 : at + 1
}
