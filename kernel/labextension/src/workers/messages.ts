/**
 * What crosses between a session and a front end's panel of workers, on the comm target `tsloom-workers`. JSON.
 * kernel/session/tasks/panel-messages.ts and kernel/labextension/src/workers/messages.ts are the same text: neither side imports the other.
 */

export const PANEL_TARGET = 'tsloom-workers'

/** Front end → session. */
export type PanelCommand =
  | { readonly type: 'cancel-task'; readonly task: number }
  /** All tasks of a cell: `In[3]`. */
  | { readonly type: 'cancel-cell'; readonly cell: string }
  | { readonly type: 'stop-service'; readonly service: number }
  /** A worker process, at once; done also while the main thread is busy. Its tasks fail with a WorkerLostError. */
  | { readonly type: 'end-worker'; readonly pid: number }

/** Session → front end. While a panel is open one of them comes at least each second, unless the main thread is busy. */
export type PanelMessage =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  /** Nothing has changed since the last snapshot. */
  | { readonly type: 'alive' }

/** Times are milliseconds since the epoch, memory is bytes, processor use is in cores: 1 is one core all the time. */
export interface Snapshot {
  readonly session: Usage & { readonly pid: number }
  readonly cells: readonly CellSnapshot[]
  /** The first of them only; cells have the number of all. */
  readonly tasks: readonly TaskSnapshot[]
  readonly pools: readonly PoolSnapshot[]
  readonly servers: readonly ServerSnapshot[]
  readonly workers: readonly WorkerSnapshot[]
}

export interface Usage {
  /** Missing where the system does not tell. */
  readonly cpu?: number
  readonly memory?: number
}

/** Tasks of a cell, items of maps included. */
export interface CellSnapshot {
  readonly cell: string
  readonly began: number
  readonly total: number
  readonly totalKnown: boolean
  readonly done: number
  readonly failed: number
  /** Tasks that have not ended, a map being one. */
  readonly open: number
  /** Ended a second. */
  readonly rate: number
}

export interface TaskSnapshot {
  readonly id: number
  readonly name: string
  readonly cell: string
  readonly started: number
  readonly detached: boolean
}

export interface PoolSnapshot {
  readonly id: number
  readonly name: string
  readonly cell: string
  /** `ThreadPool`, `ProcessPool`, `AsyncPool`. */
  readonly kind: string
  readonly workers: number
  readonly busy: number
  readonly waiting: number
  readonly done: number
  readonly failed: number
  readonly rate: number
}

export interface ServerSnapshot {
  readonly id: number
  readonly name: string
  readonly cell: string
  readonly url: string
  readonly requests: number
  readonly active: number
  readonly errors: number
  readonly rate: number
}

export interface WorkerSnapshot extends Usage {
  readonly name: string
  readonly kind: 'thread' | 'process' | 'server'
  readonly pid?: number
  /** Tasks, or requests, that it has now. */
  readonly busy: number
}
