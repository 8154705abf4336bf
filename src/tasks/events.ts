/** What happens to tasks, as a progress display or a timeline wants it. Times are milliseconds since the epoch. */

import type { Owner } from '../environment.ts'

export type TaskEvent =
  | { readonly type: 'queued'; readonly task: number; readonly owner: Owner; readonly name: string; readonly at: number }
  | { readonly type: 'started'; readonly task: number; readonly worker: string; readonly at: number }
  | { readonly type: 'progress'; readonly task: number; readonly index: number; readonly progress: Progress }
  | { readonly type: 'ended'; readonly task: number; readonly status: 'done' | 'failed' | 'cancelled'; readonly at: number }

/** What a task tells of how far it is. */
export interface Progress {
  readonly done?: number
  readonly total?: number
  readonly text?: string
}
