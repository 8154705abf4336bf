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
    if (this.#take(offset)) this.#end()
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
    const { wantsTask, single, mode, listener } = this.#job
    const { fn, args, within } = this.#calls
    const stop = this.#stopOf(offset)
    // A call before it has had it cancelled.
    if (stop.aborted) return this.#failed(offset, stop.reason)
    listener.began?.(offset)
    const call = fn as (...args: unknown[]) => unknown
    const given = (args.value as readonly unknown[])[offset]
    const list = single ? [given] : (given as readonly unknown[])
    try {
      const called = within(stop, () => (wantsTask ? call(this.#contextOf(offset, stop), ...list) : call(...list)))
      const value = mode === 'stream' ? this.#stream(called as AnyGenerator, stop) : called
      Promise.resolve(value).then(
        result => this.#done(offset, result),
        error => this.#failed(offset, error),
      )
    } catch (error) {
      this.#failed(offset, error)
    }
  }

  #stream(generator: AnyGenerator, stop: StopSignal): Promise<void> {
    const { within } = this.#calls
    return runGenerator(generator, { stop, within: fn => within(stop, fn), yielded: value => this.#job.listener.yielded(value) })
  }

  #done(offset: number, value: unknown): void {
    if (!this.#take(offset)) return
    const { listener, discard } = this.#job
    listener.done(offset, discard ? undefined : value)
    this.#end()
  }

  #failed(offset: number, error: unknown): void {
    if (!this.#take(offset)) return
    this.#job.listener.failed(offset, error)
    this.#end()
  }

  /** False: nobody asks for the call's outcome any more. */
  #take(offset: number): boolean {
    if (this.#gone || !this.#over.add(offset)) return false
    this.#stops[offset] = undefined
    if (--this.#left === 0) this.#go()
    return true
  }

  /** The job is over with its last call, whoever told of others meanwhile. */
  #end(): void {
    if (this.#left !== 0) return
    this.#left = -1
    this.#job.listener.ended(performance.now() - (this.#began ?? 0))
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
