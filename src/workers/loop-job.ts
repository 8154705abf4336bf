/** Calls that run together on this thread's event loop. */

import { progressOf, type TaskContext } from '../tasks/context.ts'
import { StopSignal } from '../tasks/stop-signal.ts'
import { FinishedCalls } from './finished-calls.ts'
import type { DirectCalls } from './payload.ts'
import { type AnyGenerator, runGenerator } from './run-generator.ts'
import type { Job, RunningJob } from './worker-host.ts'

export class LoopJob implements RunningJob {
  readonly #job: Job
  readonly #calls: DirectCalls
  /** It has ended, was lost or went back. */
  readonly #forget: () => void
  readonly #stops: (StopSignal | undefined)[] = []
  readonly #over = new FinishedCalls()
  #left: number
  #gone = false
  #began: number | undefined

  constructor(job: Job, calls: DirectCalls, forget: () => void) {
    this.#job = job
    this.#calls = calls
    this.#forget = forget
    this.#left = job.calls
  }

  start(): void {
    if (this.#gone) return
    this.#began = performance.now()
    const { listener, calls } = this.#job
    listener.started()
    for (let offset = 0; offset < calls && !this.#gone; offset++) this.#start(offset)
  }

  running(): { readonly offset: number; readonly since: number | undefined } {
    const began = this.#began
    return began === undefined ? { offset: -1, since: undefined } : { offset: 0, since: performance.timeOrigin + began }
  }

  cancel(reason: unknown, offset?: number): void {
    if (offset !== undefined) this.#stopOf(offset).abort(reason)
    else for (const each of this.#over.open(this.#job.calls)) this.#stopOf(each).abort(reason)
  }

  leave(offset: number): void {
    this.#settle(offset, () => {})
  }

  recall(): void {
    if (this.#began !== undefined || this.#gone) return
    this.#go()
    this.#job.listener.ended(0)
  }

  lose(error: unknown): void {
    const open = this.#over.open(this.#job.calls)
    this.#go()
    for (const offset of open) this.#stopOf(offset).abort(error)
    this.#job.listener.lost(error, this.#began === undefined ? -1 : 0)
  }

  #start(offset: number): void {
    const { wantsTask, single, mode, discard, listener } = this.#job
    const { fn, args, within } = this.#calls
    const stop = this.#stopOf(offset)
    const failed = (error: unknown): void => this.#settle(offset, () => listener.failed(offset, error))
    // A call before it has had it cancelled.
    if (stop.aborted) return failed(stop.reason)
    listener.began?.(offset)
    const call = fn as (...args: unknown[]) => unknown
    const given = (args.value as readonly unknown[])[offset]
    const list = single ? [given] : (given as readonly unknown[])
    try {
      const called = within(stop, () => (wantsTask ? call(this.#contextOf(offset, stop), ...list) : call(...list)))
      const value = mode === 'stream' ? this.#stream(called as AnyGenerator, stop) : called
      const done = (result: unknown): void => this.#settle(offset, () => listener.done(offset, discard ? undefined : result))
      Promise.resolve(value).then(done, failed)
    } catch (error) {
      failed(error)
    }
  }

  #stream(generator: AnyGenerator, stop: StopSignal): Promise<void> {
    const { within } = this.#calls
    return runGenerator(generator, { stop, within: fn => within(stop, fn), yielded: value => this.#job.listener.yielded(value) })
  }

  /** The last one ends the job. */
  #settle(offset: number, tell: () => void): void {
    if (this.#gone || !this.#over.add(offset)) return
    this.#stops[offset] = undefined
    const ends = --this.#left === 0
    if (ends) this.#go()
    tell()
    if (ends) this.#job.listener.ended(performance.now() - (this.#began ?? 0))
  }

  #go(): void {
    this.#gone = true
    this.#forget()
  }

  #stopOf(offset: number): StopSignal {
    this.#stops[offset] ??= new StopSignal()
    return this.#stops[offset]
  }

  #contextOf(offset: number, stop: StopSignal): TaskContext {
    const { context, listener } = this.#job
    const apart = context.apart === true
    return {
      index: apart ? 0 : context.index + offset,
      count: apart ? 1 : context.count,
      get signal() {
        return stop.signal
      },
      worker: 'main',
      progress: progress => listener.progress(offset, progressOf(progress)),
    }
  }
}
