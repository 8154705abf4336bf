/** What the session shows of tasks: a line while they run, a timeline where it is asked for, a table of failures. */

import type { TaskEvent } from '../../../src/tasks/events.ts'
import type { CellId, DisplayData } from '../../interpreter.ts'
import type { EventWriter } from '../event-writer.ts'
import type { ShowTasksOptions } from '../jupyter-api.ts'
import { createCellTasks, type TaskCounts } from './cell-tasks.ts'
import { failureTable, isTasksFailed } from './failure-table.ts'
import { createProgressDisplay, type ProgressDisplay } from './progress-display.ts'
import { timeline } from './timeline.ts'

export interface TaskBoard {
  take(event: TaskEvent): void
  show(cell: CellId, options: ShowTasksOptions): void
  /** The cell is about to end: what is shown becomes final. */
  ending(cell: CellId, outcome: 'ok' | 'interrupted' | 'failed'): void
  /** A table of what failed, when `thrown` is the failure of several tasks. */
  failures(thrown: unknown): DisplayData | undefined
  /** For lists: how many tasks of a cell have ended, since when. */
  tasks(cell: CellId): TaskCounts | undefined
}

interface CellBoard {
  readonly counts: TaskCounts
  readonly display: ProgressDisplay
  timeline: boolean
  cellEnded: boolean
}

export function createTaskBoard(options: {
  readonly writer: Pick<EventWriter, 'send'>
  readonly now: () => number
  readonly mapStack: (stack: string) => string
}): TaskBoard {
  const { writer, now } = options
  const boards = new Map<CellId, CellBoard>()
  /** Task → its cell. */
  const owners = new Map<number, CellId>()
  const failedOn = new WeakMap<object, string>()

  function boardOf(cell: CellId): CellBoard {
    const known = boards.get(cell)
    if (known) return known
    const counts = createCellTasks(now())
    const send = (event: { readonly display: DisplayData; readonly displayId: string; readonly update: boolean }): void =>
      writer.send({ type: 'display', cell, ...event })
    const board: CellBoard = {
      counts,
      display: createProgressDisplay({ cell, tasks: counts, send, now }),
      timeline: false,
      cellEnded: false,
    }
    boards.set(cell, board)
    return board
  }

  function remember(error: unknown, worker: string | undefined): void {
    if (typeof error === 'object' && error !== null && worker !== undefined) failedOn.set(error, worker)
  }

  function finish(cell: CellId, board: CellBoard, phase: 'ended' | 'stopped'): void {
    board.display.end(phase)
    if (board.timeline && board.counts.bars.length > 0) {
      const { data, metadata } = timeline(board.counts)
      writer.send({ type: 'display', cell, display: { data: { ...data }, metadata: { ...metadata } } })
    }
    boards.delete(cell)
  }

  return {
    take(event) {
      if (event.type === 'queued') owners.set(event.task, event.owner)
      const cell = owners.get(event.task)
      if (cell === undefined) return
      const board = boardOf(cell)
      const worker = board.counts.take(event)
      if (event.type === 'queued') board.display.start()
      if (event.type === 'items-ended') for (const { error } of event.failures) remember(error, worker)
      if (event.type !== 'ended') return
      owners.delete(event.task)
      remember(event.error, worker)
      if (board.cellEnded && board.counts.open === 0) finish(cell, board, 'ended')
    },
    show(cell, { timeline = false, group, to }) {
      const board = boardOf(cell)
      board.timeline ||= timeline
      board.counts.keepBars = board.timeline
      if (group !== undefined || to !== undefined) writer.send({ type: 'task-output', cell, ...(group && { group }), ...(to && { to }) })
    },
    ending(cell, outcome) {
      const board = boards.get(cell)
      if (board === undefined) return
      board.cellEnded = true
      if (board.counts.open === 0 || outcome === 'interrupted') finish(cell, board, outcome === 'interrupted' ? 'stopped' : 'ended')
    },
    failures(thrown) {
      if (!isTasksFailed(thrown)) return undefined
      const failures = thrown.errors.map((error, at) => ({
        index: thrown.indices[at] ?? at,
        error,
        worker: typeof error === 'object' && error !== null ? failedOn.get(error) : undefined,
      }))
      return { data: failureTable(failures, thrown.results.length, options.mapStack) }
    },
    tasks: cell => boards.get(cell)?.counts,
  }
}
