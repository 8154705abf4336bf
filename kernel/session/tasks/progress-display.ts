/** Keeps one line of a cell's output up to date while its tasks run. */

import { clearTimeout, setTimeout } from 'node:timers'
import type { CellId, DisplayData } from '../../interpreter.ts'
import type { CellTasks } from './cell-tasks.ts'
import { type Phase, progressLine } from './progress-line.ts'

/** What ends sooner shows nothing (ms). */
const QUICK = 500
/** Between two updates; what takes long needs fewer (ms). */
const INTERVAL = 200
const LATER = 1000
const PATIENT = 30_000

export interface ProgressDisplay {
  /** Tasks are under way: show how far they are, if that takes long. */
  start(): void
  /** A last look, which stays. Without an earlier one nothing is shown. */
  end(phase: Exclude<Phase, 'running'>): void
}

export interface ProgressDisplayOptions {
  readonly cell: CellId
  readonly tasks: CellTasks
  readonly send: (display: { readonly display: DisplayData; readonly displayId: string; readonly update: boolean }) => void
  readonly now: () => number
}

export function createProgressDisplay({ cell, tasks, send, now }: ProgressDisplayOptions): ProgressDisplay {
  const displayId = `tsloom-progress-${cell}-${Math.round(tasks.began)}`
  let shown = ''
  let timer: NodeJS.Timeout | undefined

  function show(phase: Phase): void {
    const data = progressLine(tasks, phase, now())
    const plain = String(data['text/plain'])
    if (plain === shown) return
    send({ display: { data }, displayId, update: shown !== '' })
    shown = plain
  }

  function look(): void {
    timer = undefined
    if (tasks.open === 0) return
    show('running')
    timer = setTimeout(look, now() - tasks.began < PATIENT ? INTERVAL : LATER).unref()
  }

  return {
    start() {
      const wait = shown === '' ? Math.max(0, tasks.began + QUICK - now()) : INTERVAL
      timer ??= setTimeout(look, wait).unref()
    },
    end(phase) {
      clearTimeout(timer)
      timer = undefined
      if (shown !== '') show(phase)
    },
  }
}
