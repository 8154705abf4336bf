/** Runs cells, one after the other, and settles each whatever its code does. */

import { constants, Script } from 'node:vm'
import { tornAway } from '../../src/environment.ts'
import { CancelledError } from '../../src/errors.ts'
import type { ExecuteOutcome, UserExpressionResult } from '../interpreter.ts'
import { scriptName } from '../script-name.ts'
import type { CellRun } from './cell-run.ts'
import type { Cells } from './cells.ts'
import type { EventWriter } from './event-writer.ts'
import { InterruptError } from './interrupt-error.ts'
import type { NotebookScope, ScopeChange } from './notebook-scope.ts'
import { renderError } from './render-error.ts'
import { renderValue } from './render-value.ts'
import type { StackFrames } from './stack-frames.ts'
import type { TaskBoard } from './tasks/task-board.ts'
import type { ExecuteCommand, Runnable } from './wire.ts'

/** Node's own, taken before cells own theirs: an interrupt must not take these back. */
const { setTimeout: startTimer, setImmediate: nextTurn } = globalThis

/** How long `finally` blocks of an interrupted cell may take, and its tasks to stop (ms). */
const GENTLE_GRACE = 1000
/** After a forced stop the cell's own promise may never settle. */
const FORCED_GRACE = 50

/** What a cell's script is: see `kernel/compile/emit.ts`. Without a last expression there is no result. */
type CompiledCell = () => Promise<{ readonly value: unknown } | undefined>

export interface Executor {
  execute(command: ExecuteCommand): void
  interrupt(cell: number): void
  /** The main thread was stopped by force while that cell ran. */
  terminated(cell: number): void
  /** Shows an error outside of a cell's own flow. */
  lateError(thrown: unknown, cell?: number): void
}

export function createExecutor(options: {
  readonly cells: Cells
  readonly scope: NotebookScope
  readonly frames: StackFrames
  readonly writer: EventWriter
  readonly board: Pick<TaskBoard, 'ending' | 'failures'>
  readonly ended: (cell: number) => void
  /** A cell that declares these is about to run. */
  readonly declares: (names: readonly string[]) => void
  /** The cell that is to stop. */
  readonly stopping: () => number
}): Executor {
  const { cells, scope, frames, writer, board } = options
  let stop: ((grace: number) => void) | undefined

  function load(run: Runnable): CompiledCell {
    frames.add(run)
    const script = new Script(run.js, {
      filename: scriptName(run.name),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    })
    return script.runInThisContext() as CompiledCell
  }

  /** All of the user's code that belongs to the cell, to its last task. */
  async function body(command: ExecuteCommand, run: CellRun): Promise<ExecuteOutcome> {
    try {
      const result = await load(command.run)()
      cells.enter(run)
      if (result?.value !== undefined && !command.silent) await showResult(run, result.value)
      const userExpressions: Record<string, UserExpressionResult> = {}
      for (const { key, run: expression } of command.expressions) userExpressions[key] = await evaluate(expression)
      return { status: 'ok', userExpressions }
    } finally {
      await run.settled()
    }
  }

  async function evaluate(expression: Runnable): Promise<UserExpressionResult> {
    try {
      const display = await renderValue((await load(expression)())?.value)
      // What JSON cannot hold is this expression's failure, not the cell's.
      JSON.stringify(display)
      return { status: 'ok', display }
    } catch (error) {
      return { status: 'error', error: renderError(error, frames) }
    }
  }

  const failure = (thrown: unknown): ExecuteOutcome => ({ status: 'error', error: renderError(thrown, frames) })

  async function showResult(run: CellRun, value: unknown): Promise<void> {
    const display = await renderValue(value)
    // What has been shown already has nothing to show as a result.
    if (Object.keys(display.data).length === 0) return
    try {
      writer.send({ type: 'result', cell: run.id, display })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new TypeError(`[Symbol.for('Jupyter.display')]() returned what JSON cannot hold: ${reason}`)
    }
  }

  /** Failures of several tasks are shown side by side, before the cell's error. */
  function showFailures(run: CellRun, thrown: unknown): void {
    try {
      const table = board.failures(thrown)
      if (table) writer.send({ type: 'display', cell: run.id, display: table })
    } catch {
      // What was thrown does not bear being looked at: the cell has to end all the same.
    }
  }

  function lateError(thrown: unknown, cell = cells.current.id): void {
    // The cell reports its own interrupt; pieces of it that nobody awaited need not.
    if (thrown instanceof InterruptError || thrown instanceof CancelledError) return
    writer.send({ type: 'late-error', cell, error: renderError(thrown, frames) })
  }

  async function finish(run: CellRun, change: ScopeChange, outcome: ExecuteOutcome): Promise<void> {
    stop = undefined
    // One turn, so that rejections nobody handled and output of callbacks that are due come before the end.
    await new Promise(resolve => nextTurn(resolve))
    let assigned: string[] = []
    try {
      assigned = change.assigned()
      if (outcome.status === 'error') change.discardUnassigned()
      board.ending(run.id, run.over || run.signal.aborted ? 'interrupted' : outcome.status === 'ok' ? 'ok' : 'failed')
    } catch (error) {
      // A variable may have a getter of the user's. Whatever happens here, the cell has to end.
      lateError(error, run.id)
    }
    cells.end(run)
    writer.send({ type: 'cell-ended', cell: run.id, outcome, assigned })
    options.ended(run.id)
  }

  return {
    execute(command) {
      const run = cells.begin(command.cell, command.run.name)
      options.declares(command.slots)
      const change = scope.open(command.slots)
      let settle: (outcome: ExecuteOutcome) => void = () => {}
      const settled = new Promise<ExecuteOutcome>(resolve => {
        settle = resolve
      })
      stop = grace => startTimer(() => settle(failure(new InterruptError(run.name))), grace)
      // Before the body is started: a forced stop in its synchronous part never comes back here.
      void settled.then(outcome => finish(run, change, outcome))
      // The interrupt was here first: what an earlier cell had set kept the thread.
      if (options.stopping() === run.id) return settle(failure(new InterruptError(run.name)))
      body(command, run).then(settle, error => {
        if (!command.silent) showFailures(run, error)
        settle(failure(error))
      })
    },
    interrupt(cell) {
      const run = cells.running
      if (run?.id !== cell) return
      cells.within(run, run.interrupt)
      stop?.(GENTLE_GRACE)
    },
    terminated(cell) {
      const run = cells.running
      if (run?.id !== cell) return
      cells.within(run, run.interrupt)
      tornAway(cell)
      stop?.(FORCED_GRACE)
    },
    lateError,
  }
}
