/** Runs the jobs that a worker gets. */

import { setImmediate } from 'node:timers'
import { isThenable } from '../capture/compiled-frame.ts'
import { ActiveJob, type ActiveJobOptions } from './active-job.ts'
import { JobLoader, type Prepared } from './job-loader.ts'
import type { JobId, RunMessage, ToWorker } from './messages.ts'
import type { Position } from './position.ts'
import type { RunningCall } from './running-call.ts'

export interface JobRunnerOptions extends ActiveJobOptions {
  readonly position: Position | undefined
  /** What was printed is handed on; a promise if that takes time. */
  readonly handOn: () => Promise<unknown> | undefined
}

/** Where a job that runs call by call is. */
interface Run extends Prepared {
  readonly active: ActiveJob
  offset: number
}

export class JobRunner {
  readonly #options: JobRunnerOptions
  readonly #loader: JobLoader
  readonly #active = new Map<JobId, ActiveJob>()
  /** They run one after the other. */
  readonly #waiting: ActiveJob[] = []
  #inSequence = false
  #flushing = false
  #mingled = false

  constructor(options: JobRunnerOptions) {
    this.#options = options
    this.#loader = new JobLoader(options.reviver)
  }

  /** Nothing runs, nothing waits. */
  get idle(): boolean {
    return this.#active.size === 0
  }

  /** Several calls ran in this turn of the event loop: whose an unhandled error is, is not known. */
  get mingled(): boolean {
    return this.#mingled
  }

  run(message: RunMessage): void {
    const active = new ActiveJob(message, this.#options)
    this.#active.set(message.job, active)
    if (message.mode !== 'sequence') void this.#atOnce(active)
    else if (this.#inSequence) this.#waiting.push(active)
    else this.#sequence(active)
  }

  cancel(message: ToWorker & { type: 'cancel' }): void {
    this.#active.get(message.job)?.cancel(message)
  }

  taken({ job }: ToWorker & { type: 'taken' }): void {
    this.#active.get(job)?.taken()
  }

  /** What has not been started goes back. */
  recall(): void {
    for (const active of this.#active.values()) {
      if (active.message.mode === 'sequence') active.giveBack(active.calls.next)
    }
  }

  /** An error that no call returned fails the call that runs, if the others can go on. */
  fail(call: RunningCall, error: unknown): boolean {
    for (const active of this.#active.values()) {
      const offset = active.message.mode === 'parallel' ? active.calls.offsetOf(call) : undefined
      if (offset === undefined) continue
      this.#settle(active, offset, call, () => active.out.failed(offset, error))
      call.stop.abort(error)
      return true
    }
    return false
  }

  /** The worker is about to end: what there is goes out. */
  flush(): void {
    for (const { out } of this.#active.values()) if (!out.empty) out.flush()
  }

  /** A job that nothing has to be waited for is done when this returns. */
  #sequence(active: ActiveJob): void {
    this.#inSequence = true
    this.#options.position?.enter(active.message.job)
    const prepared = this.#loader.prepare(active)
    if (prepared instanceof Promise) void prepared.then(ready => this.#start(active, ready))
    else this.#start(active, prepared)
  }

  #start(active: ActiveJob, prepared: Prepared | undefined): void {
    const began = performance.now()
    const run = prepared && { ...prepared, active, offset: 0 }
    const open = run && this.#proceed(run)
    if (run === undefined || open === undefined) this.#ended(active, began)
    else void this.#later(run, open).then(() => this.#ended(active, began))
  }

  #ended(active: ActiveJob, began: number): void {
    const took = performance.now() - began
    const printed = this.#options.handOn()
    if (printed === undefined) this.#goOn(active, took)
    else void printed.then(() => this.#goOn(active, took))
  }

  #goOn(active: ActiveJob, took: number): void {
    this.#end(active, took)
    this.#inSequence = false
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.#mingle()
    this.#sequence(next)
  }

  /** Calls one after the other, up to one that has to be waited for. */
  #proceed(run: Run): { readonly value: PromiseLike<unknown> } | undefined {
    const { active, fn, args } = run
    const { job, timed } = active.message
    const { position, post } = this.#options
    for (; run.offset < active.limit; run.offset++) {
      const { offset } = run
      if (position?.begin(job, offset, timed) === false) {
        active.giveBack(offset)
        return undefined
      }
      if (timed && position === undefined) post({ type: 'began', job, offset })
      active.calls.beginInTurn(offset)
      try {
        const value = active.run(fn, offset, args[offset])
        if (isThenable(value)) return { value }
        active.out.done(offset, value)
      } catch (error) {
        active.out.failed(offset, error)
      }
      active.over(offset)
      if (offset + 1 < active.limit) this.#send(active)
    }
    return undefined
  }

  async #later(run: Run, first: { readonly value: PromiseLike<unknown> }): Promise<void> {
    const { active } = run
    for (let open: typeof first | undefined = first; open !== undefined; open = this.#proceed(run)) {
      if (run.offset > 0) this.#mingle()
      const { offset } = run
      try {
        active.out.done(offset, await open.value)
      } catch (error) {
        active.out.failed(offset, error)
      }
      active.over(offset)
      if (offset + 1 < active.limit) this.#send(active)
      run.offset++
    }
  }

  /** All calls together, or one generator. */
  async #atOnce(active: ActiveJob): Promise<void> {
    const preparing = this.#loader.prepare(active)
    // At once if it can be: the next job brings other values of what they share.
    const prepared = preparing instanceof Promise ? await preparing : preparing
    if (prepared === undefined) return this.#end(active, 0)
    const { fn, args } = prepared
    for (let offset = 0; offset < active.message.calls; offset++) {
      const call = active.calls.begin(offset)
      const done = (value: unknown): void => this.#settle(active, offset, call, () => active.out.done(offset, value))
      const failed = (error: unknown): void => this.#settle(active, offset, call, () => active.out.failed(offset, error))
      try {
        const value = active.run(fn, offset, args[offset], call)
        if (isThenable(value)) value.then(done, failed)
        else done(value)
      } catch (error) {
        failed(error)
      }
    }
  }

  /** Of a job whose calls run together. */
  #settle(active: ActiveJob, offset: number, call: RunningCall, tell: () => void): void {
    if (call.over) return
    active.over(offset)
    tell()
    this.#flushSoon()
  }

  #end(active: ActiveJob, took: number): void {
    this.#active.delete(active.message.job)
    active.out.flush(took)
  }

  #send({ out }: ActiveJob): void {
    if (out.due && this.#options.handOn() === undefined) out.flush()
  }

  /** The next calls run in the same turn as some before. */
  #mingle(): void {
    this.#mingled = true
    this.#flushSoon()
  }

  #flushSoon(): void {
    if (this.#flushing) return
    this.#flushing = true
    setImmediate(async () => {
      this.#flushing = this.#mingled = false
      await this.#options.handOn()
      this.#flushAll()
    })
  }

  #flushAll(): void {
    for (const active of [...this.#active.values()]) {
      if (active.message.mode !== 'sequence' && active.open === 0) this.#end(active, performance.now() - active.began)
      else if (!active.out.empty) active.out.flush()
    }
  }
}
