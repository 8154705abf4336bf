/** Failures of requests, told so that a flood of them does not drown the reader. */

import { setTimeout } from 'node:timers'

/** So many are told one by one; then one each interval, with how many others there were. */
const BURST = 10
const INTERVAL = 1000

export class FailureLog {
  readonly #tell: (error: unknown) => void
  #burst = BURST
  #left = 0
  #last: unknown
  #timer: NodeJS.Timeout | undefined

  constructor(tell: (error: unknown) => void) {
    this.#tell = tell
  }

  readonly add = (error: unknown): void => {
    if (this.#burst > 0) {
      this.#burst--
      this.#tell(error)
    } else {
      this.#left++
      this.#last = error
    }
    this.#timer ??= setTimeout(() => this.#tick(), INTERVAL).unref()
  }

  /** Tells what was held back. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#left > 1)
      this.#tell(new Error(`${this.#left} more requests failed; the last of them: ${textOf(this.#last)}`, { cause: this.#last }))
    else if (this.#left === 1) this.#tell(this.#last)
    else this.#burst = BURST
    this.#left = 0
  }

  #tick(): void {
    const busy = this.#left > 0
    this.flush()
    if (busy) this.#timer = setTimeout(() => this.#tick(), INTERVAL).unref()
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
