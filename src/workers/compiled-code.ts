/** What V8 made of the code of threads: one of them tells it, and those started later need not compile that code again. */

/** What a new thread is told of it. */
export interface CompiledForThread {
  /** V8 checks whether it fits, and otherwise compiles. */
  readonly bytes: Uint8Array | undefined
  /** The thread is to tell what it has compiled, when it has nothing else to do. */
  readonly wanted: boolean
}

export class CompiledCode {
  #bytes: Uint8Array | undefined
  #asked: object | undefined

  /** Asks one thread at a time. */
  forThread(thread: object): CompiledForThread {
    const wanted = this.#bytes === undefined && this.#asked === undefined
    if (wanted) this.#asked = thread
    return { bytes: this.#bytes, wanted }
  }

  /** `bytes` lie in shared memory: handing them to a thread copies nothing. */
  keep(bytes: Uint8Array): void {
    this.#bytes = bytes
  }

  ended(thread: object): void {
    if (this.#asked === thread) this.#asked = undefined
  }
}
