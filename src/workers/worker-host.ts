/** One worker as the pools see it; hosts of every kind look alike. */

import type { Owner } from '../environment.ts'
import type { Progress } from '../tasks/events.ts'
import type { JobContext, JobMode } from './messages.ts'
import type { Payload } from './payload.ts'

/** Calls of one function that travel together. */
export interface Job {
  readonly payload: Payload
  readonly mode: JobMode
  readonly wantsTask: boolean
  readonly calls: number
  /** The payload has one argument of each call, not a list of them. */
  readonly single: boolean
  /** The host has to know since when a call runs. */
  readonly timed: boolean
  /** The value of a call is `undefined`, whatever it returns. */
  readonly discard: boolean
  /** Nothing follows: when its timers and open handles are done too, the worker settles, and may wait for its `close()`. */
  readonly last?: boolean | undefined
  readonly context: JobContext
  readonly owner: Owner
  readonly label: string
  readonly listener: JobListener
}

/** Told, never from within `run`, and exactly one of `ended` and `lost` last. Calls are named by their offset in the job. */
export interface JobListener {
  /** The worker is up and has the job. */
  started(): void
  /** A call that runs beside others has begun; told only where that is known. */
  began?(offset: number): void
  done(offset: number, value: unknown): void
  /** The same for calls that follow each other, from `first` on. */
  doneInRow(first: number, values: ArrayLike<unknown>): void
  failed(offset: number, error: unknown): void
  progress(offset: number, progress: Progress): void
  /** A generator yielded it. A promise: the next step waits for it. */
  yielded(value: unknown): Promise<void> | undefined
  /** The calls from `offset` on have not been started, and will not be. Those that were told of before are not meant. */
  returned(offset: number): void
  /** `took`: milliseconds that the calls took in the worker. */
  ended(took: number): void
  /**
   * The worker ended under it. `running`: the call that it was at; -1: none had been started; `undefined`: one of those
   * that were not told of, it is not known which. Of a parallel job all that were started ran.
   */
  lost(error: unknown, running: number | undefined): void
}

export interface RunningJob {
  /** The call that runs by now (or did last), as far as known, and, where the job is timed, since when (ms since the epoch); -1: none has been started. */
  running(): { readonly offset: number; readonly since: number | undefined }
  /** Aborts the signal of a call, or of all; the code may take it or not. */
  cancel(reason: unknown, offset?: number): void
  /** Waits no longer for a call that does not mind its signal. Not where such a call can be stopped with its worker. */
  leave?(offset: number): void
}

export interface WorkerHost {
  readonly name: string
  /** Jobs that have neither ended nor been lost. */
  readonly busy: number
  readonly alive: boolean
  /** @throws NotShippableError if an argument does not clone; the worker is not affected */
  run(job: Job): RunningJob
  /** Calls that have not been started come back by `returned`; what `running` says afterwards is sure. */
  recall(): void
  /** Ends once its output is out. Idempotent. `drain`: lets its timers and open handles finish, and settles; it may wait for another `close()`. */
  close(options?: { readonly drain?: boolean }): Promise<void>
  /** Stops it now, whatever it does; its jobs are lost with `error`. Resolves when it is gone. */
  stop(error: unknown): Promise<void>
  /** Resolves when it is up and at rest, got a job before that, or has ended. */
  readonly ready: Promise<void>
  /** Resolves when it got its last job, has nothing left to do and its output is out, or when it is gone. */
  readonly settled: Promise<void>
  /** Resolves when it is gone. */
  readonly ended: Promise<void>
  ref(): void
  unref(): void
}
