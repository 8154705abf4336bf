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
  /** Calls back after so many milliseconds; returns what prevents that. */
  readonly later?: (callback: () => void, ms: number) => () => void
}

export function createProgressDisplay({ cell, tasks, send, now, later = onTimer }: ProgressDisplayOptions): ProgressDisplay {
  const displayId = `tsloom-progress-${cell}-${Math.round(tasks.began)}`
  let shown = ''
  let unset: (() => void) | undefined

  function show(phase: Phase): void {
    const data = progressLine(tasks, phase, now())
    const plain = String(data['text/plain'])
    if (plain === shown) return
    send({ display: { data }, displayId, update: shown !== '' })
    shown = plain
  }

  function look(): void {
    unset = undefined
    if (tasks.open === 0) return
    show('running')
    unset = later(look, now() - tasks.began < PATIENT ? INTERVAL : LATER)
  }

  return {
    start() {
      const wait = shown === '' ? Math.max(0, tasks.began + QUICK - now()) : INTERVAL
      unset ??= later(look, wait)
    },
    end(phase) {
      unset?.()
      unset = undefined
      if (shown !== '') show(phase)
    },
  }
}

function onTimer(callback: () => void, ms: number): () => void {
  const timer = setTimeout(callback, ms).unref()
  return () => clearTimeout(timer)
}
