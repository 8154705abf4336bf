/** Runs a job on a host: each of its calls ends, at the latest a bounded time after it was cancelled or its time was over. */

import type { Progress } from '../tasks/events.ts'
import { RunningExecution } from './running-execution.ts'
import type { Job, WorkerHost } from './worker-host.ts'

export interface Return {
  /** The worker died at one of them, it is not known at which. */
  readonly suspect: boolean
  /** The worker could not start. */
  readonly unstarted: { readonly error: unknown } | undefined
}

/** Told of each call exactly one of `done`, `failed`, `returned`; last of all `ended`. */
export interface ExecuteListener {
  started(worker: string): void
  /** Where calls run beside each other and it is known when each begins. */
  began?(offset: number, worker: string): void
  done(offset: number, value: unknown): void
  /** Instead, for calls that follow each other from `first` on. */
  doneInRow?(first: number, values: ArrayLike<unknown>): void
  /** By itself, cancelled, out of time, or lost with its worker. */
  failed(offset: number, error: unknown): void
  progress(offset: number, progress: Progress): void
  /** A promise: the generator's next step waits for it. */
  yielded(value: unknown): Promise<void> | undefined
  /** Not started, so that others can run them. */
  returned(offsets: readonly number[], why: Return): void
  /** `took`: milliseconds in the worker; undefined if it was lost. */
  ended(took: number | undefined): void
}

export interface ExecuteOptions {
  /** Milliseconds from a call's start in the worker. */
  readonly timeout: number | undefined
  /** What an error calls a call. */
  readonly nameOf: (offset: number) => string
}

export interface Execution {
  /** The call, or all of them, fail with `error`: at once if not started, else when they ended or were stopped. */
  cancel(error: unknown, offset?: number): void
}

/** @throws NotShippableError if an argument does not clone */
export function execute(host: WorkerHost, job: Omit<Job, 'listener'>, options: ExecuteOptions, listener: ExecuteListener): Execution {
  const execution = new RunningExecution(host, job, options, listener)
  execution.begin(job)
  return execution
}
