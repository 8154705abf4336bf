/** Runs a job on a host, with a time limit and cancellation that ends within a bounded time. */

import { environment } from '../environment.ts'
import { TaskTimeoutError } from '../errors.ts'
import type { Progress } from '../tasks/events.ts'
import type { CallResult, Job, RunningJob, WorkerHost } from './worker-host.ts'

/** How long code may take to answer its aborted `signal` before its worker is stopped. Milliseconds. */
export const CANCEL_GRACE = 200

export interface ExecuteOptions {
  /** Milliseconds from the job's start in the worker. */
  readonly timeout: number | undefined
  /** What a time-out's message calls it. */
  readonly name: string
  started(): void
  progress(index: number, progress: Progress): void
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
  let state: 'starting' | 'running' | 'ended' = 'starting'
  let stopping: { readonly error: unknown } | undefined
  let timer: NodeJS.Timeout | undefined

  const end = (then: () => void): void => {
    if (state === 'ended') return
    state = 'ended'
    clearTimeout(timer)
    then()
  }
  const stop = (error: unknown): void => {
    if (state === 'ended' || stopping !== undefined) return
    stopping = { error }
    clearTimeout(timer)
    // Stopping makes the host report the loss, which ends this.
    if (state === 'starting') return void host.stop(error)
    running.cancel(error)
    timer = setTimeout(() => void host.stop(error), CANCEL_GRACE)
  }
  const running: RunningJob = host.run({
    ...job,
    listener: {
      started() {
        if (state !== 'starting') return
        state = 'running'
        options.started()
        const { timeout } = options
        if (timeout !== undefined && stopping === undefined)
          timer = setTimeout(() => environment().critical(() => stop(timeoutError(options.name, timeout))), timeout)
      },
      progress: options.progress,
      done: (results, took) => end(() => (stopping === undefined ? options.done(results, took) : options.failed(stopping.error))),
      lost: error => end(() => options.failed(stopping === undefined ? error : stopping.error)),
    },
  })
  return { cancel: stop }
}

function timeoutError(name: string, timeout: number): TaskTimeoutError {
  return new TaskTimeoutError(`${name} did not end within ${timeout} ms and was stopped`, timeout)
}
