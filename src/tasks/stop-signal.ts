type OnStop = (reason: unknown) => void

export interface Stoppable {
  stop(reason: unknown): void
}

/** What stops a task of this thread. Its AbortSignal is made when somebody asks for it: that costs more than a task. */
export class StopSignal {
  #controller: AbortController | undefined
  /** One needs no set: a task has one mostly, and there may be a hundred thousand. */
  #first: Stoppable | undefined
  #waiting: Set<{ readonly call: OnStop }> | undefined
  #stopped: { readonly reason: unknown } | undefined

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#stopped !== undefined) this.#controller.abort(this.#stopped.reason)
    }
    return this.#controller.signal
  }

  get aborted(): boolean {
    return this.#stopped !== undefined
  }

  get reason(): unknown {
    return this.#stopped?.reason
  }

  abort(reason: unknown): void {
    if (this.#stopped !== undefined) return
    this.#stopped = { reason }
    this.#first?.stop(reason)
    this.#first = undefined
    for (const { call } of this.#waiting ?? []) call(reason)
    this.#waiting = undefined
    this.#controller?.abort(reason)
  }

  /** `stops` is told when it stops, as long as it lives. */
  tell(stops: Stoppable): void {
    if (this.#first === undefined) this.#first = stops
    else this.onStop(reason => stops.stop(reason))
  }

  /** Calls `react` when it stops; returns what ends that. */
  onStop(react: OnStop): () => void {
    this.#waiting ??= new Set()
    const waiting = this.#waiting
    const entry = { call: react }
    waiting.add(entry)
    return () => waiting.delete(entry)
  }
}
