/** The calls of one job that run. */

import type { TaskOrigin } from '../environment.ts'
import { RunningCall } from './running-call.ts'
import type { CallSource, CurrentTask } from './worker-runtime.ts'

export class Calls implements CallSource {
  readonly origin: TaskOrigin
  readonly #current: CurrentTask
  readonly #running = new Map<number, RunningCall>()
  /** Of calls in turn, the one that runs or ran last. */
  #offset = -1
  #runs = false
  #made: RunningCall | undefined

  constructor(origin: TaskOrigin, current: CurrentTask) {
    this.origin = origin
    this.#current = current
  }

  /** Makes the call the current one: one of several that run together. */
  begin(offset: number): RunningCall {
    const call = new RunningCall(this.origin, this.#current.enter)
    this.#running.set(offset, call)
    this.#current.enter(call)
    return call
  }

  /** The same for calls that follow each other. Few of them are ever asked for: an object for each takes longer than a short call. */
  beginInTurn(offset: number): void {
    this.#offset = offset
    this.#runs = true
    this.#made = undefined
    this.#current.enterSource(this)
  }

  /** That in turn. */
  get call(): RunningCall {
    if (this.#made !== undefined) return this.#made
    const call = new RunningCall(this.origin, this.#current.enter)
    call.over = !this.#runs
    if (this.#runs) this.#running.set(this.#offset, call)
    this.#made = call
    return call
  }

  over(offset: number): void {
    if (offset === this.#offset) this.#runs = false
    if (this.#running.size === 0) return
    const call = this.#running.get(offset)
    if (call === undefined) return
    call.over = true
    this.#running.delete(offset)
  }

  /** From here on none has begun. */
  get next(): number {
    return Math.max(this.#offset, -1, ...this.#running.keys()) + 1
  }

  offsetOf(call: RunningCall): number | undefined {
    for (const [offset, each] of this.#running) if (each === call) return offset
    return undefined
  }

  /** Aborts the signal of that one, or of all. */
  stop(offset: number | undefined, reason: unknown): void {
    if (this.#runs) void this.call
    for (const [each, call] of this.#running) if (offset === undefined || each === offset) call.stop.abort(reason)
  }
}
