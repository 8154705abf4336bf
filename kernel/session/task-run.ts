/** A task on the session's event loop: part of its cell's life, and stopped by itself too. */

import { createFrame } from '../../src/capture/compiled-frame.ts'
import type { CompiledFrame } from '../../src/capture/contract.ts'
import type { StopSignal } from '../../src/tasks/stop-signal.ts'
import type { CellRun } from './cell-run.ts'

export interface TaskRun extends CellRun {
  readonly task: StopSignal
}

/** What it does not say itself it takes from the run that it is part of. */
export function createTaskRun(run: CellRun, task: StopSignal, enter: (run: CellRun) => void): TaskRun {
  const pending = new Set<(reason: unknown) => void>()
  task.onStop(reason => {
    for (const reject of pending) reject(reason)
    pending.clear()
  })
  const enterTask = (): void => enter(taskRun)
  const stopped = (): unknown => run.stopped() ?? (task.aborted ? task.reason : undefined)
  const frame = createFrame({ enter: enterTask, pending, stopped })
  // What a stopped task calls cleans up: its waits are the cell's, which may be interrupted meanwhile.
  const cleanup = (): CompiledFrame => createFrame({ enter: enterTask, pending: run.pending, stopped: run.stopped })
  const taskRun: TaskRun = Object.create(run, {
    task: { value: task },
    signal: { get: () => task.signal },
    stopped: { value: stopped },
    frame: { get: () => (run.stopped() !== undefined ? run.frame : task.aborted ? cleanup() : frame) },
  })
  return taskRun
}
