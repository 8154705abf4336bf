/** One worker as the pools see it; hosts of every kind look alike. */

import type { Owner } from '../environment.ts'
import type { Progress } from '../tasks/events.ts'
import type { JobContext } from './messages.ts'
import type { Payload } from './payload.ts'

/** Calls of one function that travel together. */
export interface Job {
  readonly payload: Payload
  readonly wantsTask: boolean
  /** The function is a generator function: what it yields goes to the listener as it comes. */
  readonly streams?: boolean
  readonly context: JobContext
  readonly owner: Owner
  readonly label: string
  readonly listener: JobListener
}

export type CallResult = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown }

/** Told, never from within `run`, and exactly one of `done` and `lost` last. */
export interface JobListener {
  /** The worker is up and has the job. */
  started(): void
  progress(index: number, progress: Progress): void
  /** Of a job that streams. A promise: the next step waits for it. */
  yielded(value: unknown): Promise<void> | undefined
  done(results: readonly CallResult[], took: number): void
  /** The worker ended under it. */
  lost(error: unknown): void
}

export interface RunningJob {
  /** Aborts the signals of its calls; the code may take it or not. */
  cancel(reason: unknown): void
}

export interface WorkerHost {
  readonly name: string
  /** Jobs that have neither ended nor been lost. */
  readonly busy: number
  readonly alive: boolean
  /** @throws NotShippableError if an argument does not clone; the worker is not affected */
  run(job: Job): RunningJob
  /** Ends once its output is out. `drain`: lets its timers and open handles finish first. Idempotent. */
  close(options?: { readonly drain?: boolean }): Promise<void>
  /** Stops it now, whatever it does; its jobs are lost with `error`. Resolves when it is gone. */
  stop(error: unknown): Promise<void>
  /** Resolves when it is up, or has ended. */
  readonly ready: Promise<void>
  /** Resolves when it is gone. */
  readonly ended: Promise<void>
  ref(): void
  unref(): void
}
