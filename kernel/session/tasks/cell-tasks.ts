/** What the tasks of one cell have done so far, as the library's events tell it. */

import { CancelledError } from '../../../src/errors.ts'
import type { Progress, TaskEvent } from '../../../src/tasks/events.ts'

/** Times are milliseconds since the epoch. */
export interface CellTasks {
  readonly began: number
  /** What is counted. */
  readonly noun: 'task' | 'run'
  /** When the latest of them ended. */
  readonly ended: number
  /** Tasks, and items of maps; more than that if not `totalKnown`. */
  readonly total: number
  readonly totalKnown: boolean
  readonly done: number
  readonly failed: number
  readonly cancelled: number
  /** Tasks that have not ended, each map being one. */
  readonly open: number
  /** Busy workers, and how many tasks each of them has. */
  busy(): ReadonlyMap<string, number>
  /** Every worker that had a task. */
  readonly workers: ReadonlySet<string>
  /** How far running tasks are by their own account: the sum of their fractions, and what the latest said. */
  told(): { readonly fraction: number; readonly text: string | undefined }
  /** Runs of tasks on workers, where they are kept. */
  readonly bars: readonly Bar[]
}

/** A task, or items of a map that travelled together, on a worker. */
export interface Bar {
  readonly worker: string
  readonly name: string
  /** Of the task among its fellows, or of the first item. */
  readonly index: number
  readonly count: number
  readonly started: number
  readonly ended: number
  readonly status: 'done' | 'failed' | 'cancelled'
}

interface TaskRecord {
  readonly name: string
  readonly index: number
  started: number | undefined
  worker: string | undefined
  progress: Progress | undefined
  /** Of a map: what is under way, by first index. */
  parts: Map<number, { readonly worker: string; readonly count: number; readonly at: number; readonly inTurn: boolean }> | undefined
  finished: number
}

export interface TaskCounts extends CellTasks {
  /** Returns the worker that it happened on. */
  take(event: TaskEvent): string | undefined
  keepBars: boolean
}

export function createCellTasks(began: number): TaskCounts {
  const open = new Map<number, TaskRecord>()
  const running = new Set<TaskRecord>()
  const workers = new Set<string>()
  const bars: Bar[] = []
  const freeSince = new Map<string, number>()
  const counts = { total: 0, done: 0, failed: 0, cancelled: 0, ended: began, unknown: false, ordinal: 0 }
  let saying: string | undefined
  /** A measurement: what is queued while one is open is part of its runs. */
  const measurements = new Set<number>()
  let noun: CellTasks['noun'] | undefined

  function take(event: TaskEvent): string | undefined {
    if (event.type === 'queued') {
      if (measurements.size > 0) return undefined
      if (event.parts !== undefined) measurements.add(event.task)
      noun = noun === undefined || noun === event.parts ? (event.parts ?? 'task') : 'task'
      const index = event.index ?? counts.ordinal++
      open.set(event.task, {
        name: event.name,
        index,
        started: undefined,
        worker: undefined,
        progress: undefined,
        parts: undefined,
        finished: 0,
      })
      counts.total++
      return undefined
    }
    const record = open.get(event.task)
    if (record === undefined) return undefined
    switch (event.type) {
      case 'started':
        if (record.parts !== undefined) return event.worker
        record.started = event.at
        record.worker = event.worker
        workers.add(event.worker)
        running.add(record)
        return event.worker
      case 'items-started': {
        const { first, count, worker, at, total, inTurn = false } = event
        if (record.parts === undefined) {
          record.parts = new Map()
          if (total === undefined) counts.unknown = true
          counts.total += (total ?? 0) - 1
        }
        record.parts.set(first, { worker, count, at, inTurn })
        if (total === undefined && !isRetry(record, first)) counts.total += count
        workers.add(worker)
        running.add(record)
        return worker
      }
      case 'items-ended': {
        const part = record.parts?.get(event.first)
        record.parts?.delete(event.first)
        record.finished = Math.max(record.finished, event.first + event.count)
        counts.done += event.count - event.failures.length
        const stopped = event.failures.filter(({ error }) => error instanceof CancelledError).length
        counts.failed += event.failures.length - stopped
        counts.cancelled += stopped
        counts.ended = event.at
        if (part) {
          // A worker gets its next items early, so that it need not wait: they begin when those before have ended.
          const began = part.inTurn ? Math.max(part.at, freeSince.get(part.worker) ?? 0) : part.at
          freeSince.set(part.worker, event.at)
          keep(
            { name: 'item', index: event.first },
            part.worker,
            began,
            event.at,
            event.count,
            stopped > 0 ? 'cancelled' : event.failures.length > 0 ? 'failed' : 'done',
          )
        }
        return part?.worker
      }
      case 'progress':
        record.progress = event.progress
        saying = event.progress.text ?? saying
        return record.worker
      case 'ended':
        open.delete(event.task)
        measurements.delete(event.task)
        running.delete(record)
        counts.ended = event.at
        if (record.parts === undefined) {
          counts[event.status]++
          if (record.worker !== undefined && record.started !== undefined)
            keep(record, record.worker, record.started, event.at, 1, event.status)
        } else {
          for (const [first, part] of record.parts)
            keep({ name: 'item', index: first }, part.worker, part.at, event.at, part.count, 'cancelled')
          if (event.status !== 'done') counts.cancelled = Math.max(0, counts.total - counts.done - counts.failed)
        }
        return record.worker
    }
  }

  function isRetry(record: TaskRecord, first: number): boolean {
    return first < record.finished
  }

  function keep(
    { name, index }: Pick<TaskRecord, 'name' | 'index'>,
    worker: string,
    started: number,
    ended: number,
    count: number,
    status: Bar['status'],
  ): void {
    if (tasks.keepBars) bars.push({ name, index, worker, started, ended, count, status })
  }

  const tasks: TaskCounts = {
    began,
    get noun() {
      return noun ?? 'task'
    },
    get ended() {
      return counts.ended
    },
    get total() {
      return counts.total
    },
    get totalKnown() {
      return !counts.unknown
    },
    get done() {
      return counts.done
    },
    get failed() {
      return counts.failed
    },
    get cancelled() {
      return counts.cancelled
    },
    get open() {
      return open.size
    },
    workers,
    bars,
    keepBars: false,
    take,
    busy() {
      const busy = new Map<string, number>()
      const add = (worker: string): void => void busy.set(worker, (busy.get(worker) ?? 0) + 1)
      for (const record of running) {
        if (record.parts) for (const part of record.parts.values()) add(part.worker)
        else if (record.worker !== undefined) add(record.worker)
      }
      return busy
    },
    told() {
      let fraction = 0
      for (const { parts, progress } of running)
        if (parts === undefined && progress?.done !== undefined) fraction += Math.min(1, progress.done / (progress.total ?? 1))
      return { fraction, text: saying }
    },
  }
  return tasks
}
