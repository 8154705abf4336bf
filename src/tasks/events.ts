/** What happens to tasks, as a progress display or a timeline wants it. Times are milliseconds since the epoch. */

import type { Owner } from '../environment.ts'

export type TaskEvent =
  | {
      readonly type: 'queued'
      readonly task: number
      readonly owner: Owner
      readonly name: string
      /** Which of its fellows it is, where several were started by one call. */
      readonly index?: number
      /** What its items are called. Until it ends, what its owner queues belongs to one of them and is not counted for itself. */
      readonly parts?: 'run'
      readonly at: number
    }
  | { readonly type: 'started'; readonly task: number; readonly worker: string; readonly at: number }
  /** Items of a map went to a worker together; after a retry the same ones again. */
  | {
      readonly type: 'items-started'
      readonly task: number
      readonly worker: string
      readonly first: number
      readonly count: number
      /** Of the whole map, where it is known. */
      readonly total?: number
      /** The worker has them, and runs them when it is done with those that it got before. */
      readonly inTurn?: boolean
      readonly at: number
    }
  | {
      readonly type: 'items-ended'
      readonly task: number
      readonly first: number
      readonly count: number
      readonly failures: readonly { readonly index: number; readonly error: unknown }[]
      readonly at: number
    }
  | { readonly type: 'progress'; readonly task: number; readonly index: number; readonly progress: Progress }
  | {
      readonly type: 'ended'
      readonly task: number
      readonly status: 'done' | 'failed' | 'cancelled'
      readonly error?: unknown
      readonly at: number
    }

/** What a task tells of how far it is. */
export interface Progress {
  readonly done?: number
  readonly total?: number
  readonly text?: string
}
