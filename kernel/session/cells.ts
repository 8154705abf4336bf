/** Which cell runs, and on whose behalf the code of this moment runs. */

import type { CellId } from '../interpreter.ts'
import { type CellRun, createCellRun } from './cell-run.ts'
import type { InterruptFlags } from './interrupt-flags.ts'

export interface Cells {
  /** The cell that output, timers and work of this moment belong to. */
  readonly current: CellRun
  /** The cell that the kernel waits for. */
  readonly running: CellRun | undefined
  begin(id: CellId, name: string): CellRun
  end(run: CellRun): void
  /** A cell that nobody waits for: what a front end's message sets off. */
  aside(id: CellId): CellRun
  /** Makes `run` the current cell until something else does. */
  enter(run: CellRun): void
  /** Calls `fn` as `run`. */
  within<T>(run: CellRun, fn: () => T): T
}

export function createCells(flags: InterruptFlags): Cells {
  const enter = (run: CellRun): void => {
    cells.current = run
  }
  const create = (id: CellId, name: string): CellRun => createCellRun({ id, name, flags, enter })
  const cells = {
    current: create(0, 'the session'),
    running: undefined as CellRun | undefined,
    begin(id: CellId, name: string) {
      const run = create(id, name)
      cells.current = run
      cells.running = run
      flags.running = id
      return run
    },
    end(run: CellRun) {
      run.end()
      if (cells.running !== run) return
      cells.running = undefined
      flags.running = 0
      flags.ended = run.id
    },
    aside: (id: CellId) => create(id, `message ${id}`),
    enter,
    within<T>(run: CellRun, fn: () => T): T {
      const before = cells.current
      cells.current = run
      try {
        return fn()
      } finally {
        cells.current = before
      }
    },
  }
  return cells
}
