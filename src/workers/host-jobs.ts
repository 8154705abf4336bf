/** The jobs that a worker has, as its host keeps them: the part that every kind of host shares. */

import { decode } from '../capture/decode.ts'
import { packError, unpackError } from '../capture/failure.ts'
import { Sent } from '../capture/sent.ts'
import type { EncodedValue } from '../capture/shipment.ts'
import { capturer } from '../capture/this-thread.ts'
import { environment } from '../environment.ts'
import { WorkerLostError } from '../errors.ts'
import type { CallOutcome, FromWorker, JobId, ToWorker } from './messages.ts'
import type { CallResult, Job, RunningJob } from './worker-host.ts'

interface Pending {
  readonly job: Job
  started: boolean
}

/** What the host knows of the end of its worker. */
export interface WorkerEnd {
  /** Said when neither an error nor a call of `process.exit` explains it. */
  readonly unexpected: string
  /** Said in any case. */
  readonly outOfMemory?: string | undefined
}

export interface HostJobsOptions {
  readonly name: string
  /** @throws NotShippableError; then nothing has gone */
  readonly post: (message: ToWorker) => void
}

export class HostJobs {
  readonly #name: string
  readonly #post: (message: ToWorker) => void
  readonly #jobs = new Map<JobId, Pending>()
  readonly #sent = new Sent()
  #nextJob = 1
  #state: 'starting' | 'ready' | 'ended' = 'starting'
  /** Why the worker ended, as far as it told. */
  #fault: unknown
  #exitCalled: number | undefined
  #lastOwner = 0
  #failed = false

  constructor({ name, post }: HostJobsOptions) {
    this.#name = name
    this.#post = post
  }

  get size(): number {
    return this.#jobs.size
  }

  get ended(): boolean {
    return this.#state === 'ended'
  }

  /** The last job failed. */
  get failed(): boolean {
    return this.#failed
  }

  run(job: Job): RunningJob {
    const { payload, wantsTask, streams = false, context, owner, label } = job
    if (payload.kind !== 'shipped') throw new Error('a job for a worker was made ready for this thread')
    const { shipment, calls, needs } = payload
    const shipments = needs.length === 0 ? [shipment] : [shipment, ...needs]
    const news = this.#sent.missing(shipments)
    const id = this.#nextJob++
    this.#post({
      type: 'run',
      job: id,
      ...news,
      fn: shipment.root,
      wantsTask,
      streams,
      calls,
      context,
      owner,
      label,
      directory: environment().directory(),
    })
    this.#sent.note(shipments, news)
    this.#lastOwner = owner
    const pending: Pending = { job, started: false }
    this.#jobs.set(id, pending)
    if (this.#state === 'ready') queueMicrotask(() => this.#start(id, pending))
    return {
      cancel: reason => {
        if (this.#jobs.has(id)) this.#post({ type: 'cancel', job: id, reason: packError(reason, () => undefined) })
      },
    }
  }

  receive(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        this.#state = 'ready'
        for (const [id, pending] of this.#jobs) this.#start(id, pending)
        return
      case 'done': {
        const pending = this.#jobs.get(message.job)
        if (pending === undefined) return
        this.#start(message.job, pending)
        this.#jobs.delete(message.job)
        this.#failed = message.outcomes.some(({ ok }) => !ok)
        pending.job.listener.done(message.outcomes.map(resultOf), message.took)
        return
      }
      case 'yield':
        this.#take(message.job, message.value)
        return
      case 'progress':
        this.#jobs.get(message.job)?.job.listener.progress(message.index, message.progress)
        return
      case 'fault':
        this.#fault = unpackError(message.error, id => capturer().resolve(id))
        return
      case 'exit':
        this.#exitCalled = message.code
        return
    }
  }

  /** An error that ended the worker, found on this side. */
  fault(error: unknown): void {
    this.#fault ??= error
  }

  /** The worker is gone: what it had is lost. */
  end(how: WorkerEnd): void {
    const starting = this.#state === 'starting'
    this.#state = 'ended'
    if (this.#jobs.size === 0) {
      if (this.#fault !== undefined) environment().lateError(this.#fault, this.#lastOwner)
      return
    }
    if (this.#fault !== undefined && this.#jobs.size === 1 && !starting && how.outOfMemory === undefined) return this.loseAll(this.#fault)
    this.loseAll(new WorkerLostError(this.#why(how, starting), this.#fault === undefined ? undefined : { cause: this.#fault }))
  }

  loseAll(error: unknown): void {
    const lost = [...this.#jobs.values()]
    this.#jobs.clear()
    for (const { job } of lost) job.listener.lost(error)
  }

  #why({ unexpected, outOfMemory }: WorkerEnd, starting: boolean): string {
    if (outOfMemory !== undefined) return outOfMemory
    if (starting) return `${this.#name} could not start: ${this.#fault instanceof Error ? this.#fault.message : unexpected}`
    if (this.#fault instanceof Error)
      return `${this.#name} ended under the task because of an error outside of any task: ${this.#fault.message}`
    if (this.#exitCalled !== undefined)
      return `${this.#name} ended: process.exit(${this.#exitCalled}) was called in it, which ends only the worker. Return or throw instead`
    return unexpected
  }

  #take(id: JobId, value: EncodedValue): void {
    const pending = this.#jobs.get(id)
    if (pending === undefined) return
    this.#start(id, pending)
    const taken = (): void => {
      if (this.#jobs.has(id)) this.#post({ type: 'taken', job: id })
    }
    const wait = pending.job.listener.yielded(decode(value, ref => capturer().resolve(ref)))
    if (wait === undefined) taken()
    else void wait.then(taken)
  }

  #start(id: JobId, pending: Pending): void {
    if (pending.started || !this.#jobs.has(id)) return
    pending.started = true
    pending.job.listener.started()
  }
}

function resultOf(outcome: CallOutcome): CallResult {
  const resolve = (id: number) => capturer().resolve(id)
  return outcome.ok ? { ok: true, value: decode(outcome.value, resolve) } : { ok: false, error: unpackError(outcome.error, resolve) }
}
