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
  readonly #header = new Uint8Array(HEADER)
  readonly #length = new DataView(this.#header.buffer)
  /** Of fixed length: faster than one that follows the buffer. */
  #bytes: Uint8Array

  /** @param at where its words begin */
  constructor({ words, bytes }: RingMemory, at: number) {
    this.#words = words
    this.#at = at
    this.#buffer = bytes
    this.#bytes = new Uint8Array(bytes, 0, bytes.byteLength)
    if (this.#state().size === 0) this.#commit({ head: 0, tail: 0, used: 0, count: 0, size: bytes.byteLength })
  }

  get count(): number {
    return this.#state().count
  }

  /** The largest packet that it can ever take. */
  get largest(): number {
    return this.#buffer.maxByteLength - HEADER
  }

  /** @param limit bytes that it may grow to, unless it is empty; false: does not fit */
  push({ tag, bytes }: Packet, limit: number): boolean {
    const needs = HEADER + bytes.length
    let state = this.#state()
    if (state.used + needs > state.size) {
      if (state.used + needs > limit && state.count > 0) return false
      state = this.#grow(state, state.used + needs)
    }
    this.#view(state.size)
    this.#length.setUint32(0, bytes.length)
    this.#header[4] = tag
    const body = this.#write(state.tail, this.#header, state.size)
    const tail = this.#write(body, bytes, state.size)
    this.#commit({ ...state, tail, used: state.used + needs, count: state.count + 1 })
    return true
  }

  shift(): Packet | undefined {
    const state = this.#state()
    if (state.count === 0) return undefined
    this.#view(state.size)
    const body = this.#read(state.head, this.#header, state.size)
    const bytes = new Uint8Array(this.#length.getUint32(0))
    const head = this.#read(body, bytes, state.size)
    this.#commit({ ...state, head, used: state.used - HEADER - bytes.length, count: state.count - 1 })
    return { tag: this.#header[4] ?? 0, bytes }
  }

  #state(): RingState {
    const at = this.#base(Atomics.load(this.#words, this.#at + ACTIVE))
    const word = (offset: number): number => this.#words[at + offset] ?? 0
    return { head: word(HEAD), tail: word(TAIL), used: word(USED), count: word(COUNT), size: word(SIZE) }
  }

  #commit({ head, tail, used, count, size }: RingState): void {
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
    const wraps = state.used > 0 && state.tail <= state.head
    if (wraps) this.#bytes.copyWithin(state.size, 0, state.tail)
    else if (state.used === 0) return this.#committed({ ...state, head: 0, tail: 0, size })
    const tail = wraps ? state.size + state.tail : state.tail
    return this.#committed({ ...state, tail: tail === size ? 0 : tail, size })
  }

  #committed(state: RingState): RingState {
    this.#commit(state)
    return state
  }

  #view(size: number): void {
    if (this.#bytes.length !== size) this.#bytes = new Uint8Array(this.#buffer, 0, size)
  }

  /** Returns where the next write goes. */
  #write(at: number, from: Uint8Array, size: number): number {
    const first = Math.min(from.length, size - at)
    if (first === from.length) this.#bytes.set(from, at)
    else {
      this.#bytes.set(from.subarray(0, first), at)
      this.#bytes.set(from.subarray(first), 0)
    }
    return (at + from.length) % size
  }

  #read(at: number, into: Uint8Array, size: number): number {
    const first = Math.min(into.length, size - at)
    into.set(this.#bytes.subarray(at, at + first))
    if (first < into.length) into.set(this.#bytes.subarray(0, into.length - first), first)
    return (at + into.length) % size
  }
}
