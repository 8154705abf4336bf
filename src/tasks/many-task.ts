/** A task that stands for several: all of them, and what has arrived so far. */

import { CancelledError } from '../errors.ts'
import { type OnCancel, Task, type TaskControl, type TaskOptions } from './task.ts'

/** What has arrived of several calls; what was cancelled is in neither list. */
export interface Arrived<R> {
  /** How many ended with a result. */
  readonly done: number
  /** By index; a hole where there is no result. */
  readonly results: readonly R[]
  readonly failures: readonly { readonly index: number; readonly error: unknown }[]
}

/** An {@link Arrived} that fills. A plain object, so that it prints as what it is. */
export interface Arrivals<R> extends Arrived<R> {
  done: number
  readonly results: R[]
  readonly failures: { readonly index: number; readonly error: unknown }[]
}

export function failed(arrivals: Arrivals<unknown>, index: number, error: unknown): void {
  if (!(error instanceof CancelledError)) arrivals.failures.push({ index, error })
}

/** Several calls under way: await it for all results. */
export class ManyTask<R> extends Task<R[]> {
  /** What there is so far. After a failure, a cancellation or an interrupt: what had arrived before. */
  readonly arrived: Arrived<R>

  constructor(options: TaskOptions, arrived: Arrived<R>, run: (control: TaskControl<R[]>) => OnCancel) {
    super(options, run)
    this.arrived = arrived
  }
}
