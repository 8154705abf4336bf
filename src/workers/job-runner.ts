/** Runs the jobs that a worker gets. */

import { setImmediate } from 'node:timers'
import { isThenable } from '../capture/compiled-frame.ts'
import { unpackError } from '../capture/failure.ts'
import { encodeResult } from '../capture/result.ts'
import type { Reviver } from '../capture/reviver.ts'
import type { EncodedValue } from '../capture/shipment.ts'
import { decode } from '../capture/decode.ts'
import type { TaskOrigin } from '../environment.ts'
import { progressOf, type TaskContext } from '../tasks/context.ts'
import type { FromWorker, JobId, RunMessage, ToWorker } from './messages.ts'
import { Outgoing } from './outgoing.ts'
import type { Position } from './position.ts'
import type { AnyGenerator } from './run-generator.ts'
import { RunningCall } from './running-call.ts'
import type { CurrentTask } from './worker-runtime.ts'
import { WorkerStream } from './worker-stream.ts'

type AnyFunction = (...args: unknown[]) => unknown

export interface JobRunnerOptions {
  readonly name: string
  readonly current: CurrentTask
  readonly reviver: Reviver
  readonly position: Position | undefined
  /** @throws DataCloneError */
  readonly post: (message: FromWorker) => void
  /** @throws NotShippableError for what the way to the host cannot carry */
  readonly check: (encoded: EncodedValue) => void
  /** What was printed is handed on; a promise if that takes time. */
  readonly handOn: () => Promise<unknown> | undefined
}

interface Active {
  readonly message: RunMessage
  readonly origin: TaskOrigin
  readonly out: Outgoing
  /** Those that run, by offset. */
  readonly calls: Map<number, RunningCall>
  readonly stream: WorkerStream | undefined
  /** Calls from here on are not started. */
  limit: number
}

/** Where a job that runs call by call is. */
interface Run {
  readonly active: Active
  readonly fn: AnyFunction
  readonly args: readonly unknown[]
  readonly began: number
  offset: number
}

/** A call that has to be waited for. */
interface Open {
  readonly call: RunningCall
  readonly value: PromiseLike<unknown>
}

export class JobRunner {
  readonly #options: JobRunnerOptions
  /** They run one after the other. */
  readonly #waiting: Active[] = []
  readonly #active = new Map<JobId, Active>()
  #inSequence = false
  #flushing = false
  #mingled = false
  /** Modules of earlier jobs are being loaded. */
  #installing: Promise<unknown> | undefined

  constructor(options: JobRunnerOptions) {
    this.#options = options
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
    const { job, mode, aliasing, discard, owner, label, context } = message
    const { post, check, reviver, current } = this.#options
    const out = new Outgoing({ job, inOrder: mode !== 'parallel', aliasing, discard, post, check, idOf: reviver.idOf })
    const origin = current.origin(owner, label, context.apart === true ? 0 : context.index)
    const active: Active = { message, origin, out, calls: new Map(), stream: mode === 'stream' ? new WorkerStream() : undefined, limit: message.calls }
    this.#active.set(job, active)
    if (mode !== 'sequence') void this.#atOnce(active)
    else if (this.#inSequence) this.#waiting.push(active)
    else void this.#sequence(active)
  }

  cancel({ job, offset, reason }: ToWorker & { type: 'cancel' }): void {
    const active = this.#active.get(job)
    if (active === undefined) return
    const error = unpackError(reason, this.#options.reviver.resolve)
    for (const [each, call] of active.calls) if (offset === undefined || each === offset) call.stop.abort(error)
  }

  taken({ job }: ToWorker & { type: 'taken' }): void {
    this.#active.get(job)?.stream?.taken()
  }

  /** What has not been started goes back. */
  recall(): void {
    for (const active of this.#waiting) active.limit = 0
    for (const active of this.#active.values()) {
      if (active.message.mode === 'sequence') this.#return(active, active.limit === 0 ? 0 : Math.max(-1, ...active.calls.keys()) + 1)
    }
  }

  /** An error that no call returned fails the call that runs, if the others can go on. */
  fail(call: RunningCall, error: unknown): boolean {
    for (const active of this.#active.values()) {
      if (active.message.mode !== 'parallel') continue
      for (const [offset, each] of active.calls) {
        if (each !== call) continue
        this.#settle(active, offset, call, () => active.out.failed(offset, error))
        call.stop.abort(error)
        return true
      }
    }
    return false
  }

  /** The worker is about to end: what there is goes out. */
  flush(): void {
    for (const { out } of this.#active.values()) if (!out.empty) out.flush()
  }

  async #sequence(first: Active): Promise<void> {
    this.#inSequence = true
    for (let active: Active | undefined = first; active !== undefined; active = this.#waiting.shift()) {
      if (active !== first) this.#mingle()
      const { job } = active.message
      this.#options.position?.enter(job)
      let fn = this.#prepare(active)
      if (fn instanceof Promise) fn = await fn
      const began = performance.now()
      if (fn !== undefined) {
        const run: Run = { active, fn, args: this.#argumentsOf(active), offset: 0, began }
        const open = this.#proceed(run)
        if (open !== undefined) await this.#later(run, open)
      }
      const took = performance.now() - began
      const printed = this.#options.handOn()
      if (printed !== undefined) await printed
      this.#active.delete(job)
      active.out.flush(took)
    }
    this.#inSequence = false
  }

  /** Calls one after the other, up to one that has to be waited for. */
  #proceed(run: Run): Open | undefined {
    const { active, fn, args } = run
    const { job, timed, calls } = active.message
    const { position, post } = this.#options
    // Asking for the time costs as much as a short call.
    const mask = calls > 64 ? 31 : 0
    for (; run.offset < active.limit; run.offset++) {
      const { offset } = run
      if (position?.begin(job, offset, timed) === false) {
        this.#return(active, offset)
        return undefined
      }
      if (timed && position === undefined) post({ type: 'began', job, offset })
      const call = this.#begin(active, offset)
      try {
        const value = this.#call(fn, active, offset, call, args[offset])
        if (isThenable(value)) return { call, value }
        active.out.done(offset, value)
      } catch (error) {
        active.out.failed(offset, error)
      }
      call.over = true
      active.calls.delete(offset)
      if ((offset & mask) === 0 && offset + 1 < active.limit) this.#send(active)
    }
    return undefined
  }

  async #later(run: Run, first: Open): Promise<void> {
    const { active } = run
    for (let open: Open | undefined = first; open !== undefined; open = this.#proceed(run)) {
      if (run.offset > 0) this.#mingle()
      const { offset } = run
      try {
        active.out.done(offset, await open.value)
      } catch (error) {
        active.out.failed(offset, error)
      }
      open.call.over = true
      active.calls.delete(offset)
      if (offset + 1 < active.limit) this.#send(active)
      run.offset++
    }
  }

  /** All calls together, or one generator. */
  async #atOnce(active: Active): Promise<void> {
    const fn = await this.#prepare(active)
    const { job, calls } = active.message
    if (fn === undefined) {
      this.#active.delete(job)
      return active.out.flush(0)
    }
    const began = performance.now()
    const args = this.#argumentsOf(active)
    let open = calls
    const over = async (): Promise<void> => {
      if (--open > 0) return
      const took = performance.now() - began
      await this.#options.handOn()
      this.#active.delete(job)
      active.out.flush(took)
    }
    for (let offset = 0; offset < calls; offset++) {
      const call = this.#begin(active, offset)
      const settle = (then: () => void): void => {
        this.#settle(active, offset, call, then)
        void over()
      }
      try {
        let value = this.#call(fn, active, offset, call, args[offset])
        if (active.stream !== undefined)
          value = active.stream.run(value as AnyGenerator, {
            stop: call.stop,
            enter: () => this.#options.current.enter(call),
            send: value => this.#yield(job, value),
          })
        if (!isThenable(value)) settle(() => active.out.done(offset, value))
        else
          value.then(
            result => settle(() => active.out.done(offset, result)),
            error => settle(() => active.out.failed(offset, error)),
          )
      } catch (error) {
        settle(() => active.out.failed(offset, error))
      }
    }
  }

  #settle(active: Active, offset: number, call: RunningCall, then: () => void): void {
    if (call.over) return
    call.over = true
    active.calls.delete(offset)
    then()
    this.#flushSoon()
  }

  #begin(active: Active, offset: number): RunningCall {
    const { current } = this.#options
    const call = new RunningCall(active.origin, current.enter)
    active.calls.set(offset, call)
    current.enter(call)
    return call
  }

  #call(fn: AnyFunction, active: Active, offset: number, call: RunningCall, args: unknown): unknown {
    const { wantsTask, single } = active.message
    if (wantsTask) return fn(this.#context(active, offset, call), ...(single ? [args] : (args as unknown[])))
    return single ? fn(args) : fn(...(args as unknown[]))
  }

  #context({ message }: Active, offset: number, call: RunningCall): TaskContext {
    const { name, post } = this.#options
    const { index, count, apart } = message.context
    return {
      index: apart === true ? 0 : index + offset,
      count: apart === true ? 1 : count,
      get signal() {
        return call.stop.signal
      },
      worker: name,
      progress: progress => post({ type: 'progress', job: message.job, offset, progress: progressOf(progress) }),
    }
  }

  /** The function, evaluated; `undefined`: its calls have failed. */
  #prepare(active: Active): AnyFunction | undefined | Promise<AnyFunction | undefined> {
    return this.#installing === undefined ? this.#install(active) : this.#installing.then(() => this.#prepare(active))
  }

  #install(active: Active): AnyFunction | undefined | Promise<AnyFunction | undefined> {
    const { message, out } = active
    const { reviver } = this.#options
    const failed = (error: unknown): undefined => {
      for (let offset = 0; offset < active.limit; offset++) out.failed(offset, error)
    }
    try {
      const resolve = (): AnyFunction => reviver.resolve(message.fn) as AnyFunction
      const installed = message.news === undefined ? undefined : reviver.install(message.news)
      if (installed === undefined) return resolve()
      const prepared = installed.then(resolve).catch(failed)
      this.#installing = prepared.finally(() => {
        this.#installing = undefined
      })
      return prepared
    } catch (error) {
      return failed(error)
    }
  }

  #argumentsOf({ message }: Active): readonly unknown[] {
    return decode(message.args, this.#options.reviver.resolve) as unknown[]
  }

  #yield(job: JobId, yielded: unknown): void {
    const value = encodeResult(yielded)
    this.#options.check(value)
    this.#options.post({ type: 'yield', job, value })
  }

  #return(active: Active, offset: number): void {
    if (active.limit > offset || active.limit === 0) this.#options.post({ type: 'returned', job: active.message.job, offset })
    active.limit = Math.min(active.limit, offset)
  }

  #send(active: Active): void {
    if (!active.out.due || this.#options.handOn() !== undefined) return
    active.out.flush()
  }

  /** The next calls run in the same turn as some before. */
  #mingle(): void {
    this.#mingled = true
    this.#flushSoon()
  }

  #flushSoon(): void {
    if (this.#flushing) return
    this.#flushing = true
    setImmediate(() => {
      this.#flushing = this.#mingled = false
      const printed = this.#options.handOn()
      if (printed === undefined) this.flush()
      else void printed.then(() => this.flush())
    })
  }
}
