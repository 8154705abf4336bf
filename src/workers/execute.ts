/** Runs a job on a host, with a time limit and cancellation that ends within a bounded time. */

import { clearTimeout, setTimeout } from 'node:timers'
import { environment } from '../environment.ts'
import { TaskTimeoutError } from '../errors.ts'
import type { Progress } from '../tasks/events.ts'
import type { CallResult, Job, JobListener, RunningJob, WorkerHost } from './worker-host.ts'

/** How long code may take to answer its aborted `signal` before its worker is stopped. Milliseconds. */
export const CANCEL_GRACE = 200

export interface ExecuteOptions {
  /** Milliseconds from the job's start in the worker. */
  readonly timeout: number | undefined
  /** What a time-out's message calls it. */
  readonly name: string
  started(): void
  progress(index: number, progress: Progress): void
  /** Of a job that streams. A promise: the next step waits for it. */
  yielded?(value: unknown): Promise<void> | undefined
  /** Last, unless `failed` is. */
  done(results: readonly CallResult[], took: number): void
  failed(error: unknown): void
}

export interface Execution {
  /** The job fails with `error`: at once if it had not started, else when it ended or was stopped. */
  cancel(error: unknown): void
}

/** @throws NotShippableError if an argument does not clone */
export function execute(host: WorkerHost, job: Omit<Job, 'listener'>, options: ExecuteOptions): Execution {
  const execution = new RunningExecution(host, options)
  execution.begin(job)
  return execution
}

/** An object rather than closures: a pool may have a hundred thousand of them. */
class RunningExecution implements Execution, JobListener {
  readonly #host: WorkerHost
  readonly #options: ExecuteOptions
  #state: 'starting' | 'running' | 'ended' = 'starting'
  #stopping: { readonly error: unknown } | undefined
  #timer: NodeJS.Timeout | undefined
  #job: RunningJob | undefined

  constructor(host: WorkerHost, options: ExecuteOptions) {
    this.#host = host
    this.#options = options
  }

  begin({ payload, wantsTask, streams = false, context, owner, label }: Omit<Job, 'listener'>): void {
    this.#job = this.#host.run({ payload, wantsTask, streams, context, owner, label, listener: this })
  }

  cancel(error: unknown): void {
    if (this.#state === 'ended' || this.#stopping !== undefined) return
    this.#stopping = { error }
    clearTimeout(this.#timer)
    // Stopping makes the host report the loss, which ends this.
    if (this.#state === 'starting') return void this.#host.stop(error)
    this.#job?.cancel(error)
    this.#timer = setTimeout(() => void this.#host.stop(error), CANCEL_GRACE)
  }

  started(): void {
    if (this.#state !== 'starting') return
    this.#state = 'running'
    const { timeout, name } = this.#options
    this.#options.started()
    if (timeout !== undefined && this.#stopping === undefined)
      this.#timer = setTimeout(() => environment().critical(() => this.cancel(timeoutError(name, timeout))), timeout)
  }

  progress(index: number, progress: Progress): void {
    this.#options.progress(index, progress)
  }

  yielded(value: unknown): Promise<void> | undefined {
    return this.#stopping === undefined ? this.#options.yielded?.(value) : undefined
  }

  done(results: readonly CallResult[], took: number): void {
    if (!this.#end()) return
    if (this.#stopping === undefined) this.#options.done(results, took)
    else this.#options.failed(this.#stopping.error)
  }

  lost(error: unknown): void {
    if (this.#end()) this.#options.failed(this.#stopping === undefined ? error : this.#stopping.error)
  }

  #end(): boolean {
    if (this.#state === 'ended') return false
    this.#state = 'ended'
    clearTimeout(this.#timer)
    return true
  }
}

function timeoutError(name: string, timeout: number): TaskTimeoutError {
  return new TaskTimeoutError(`${name} did not end within ${timeout} ms and was stopped`, timeout)
}
