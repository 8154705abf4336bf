import { applyOutput, noOutputs, type OutputMessage, type OutputState, outputsOf } from '../report/apply-output.ts'
import type { Cell, CodeCell, Notebook } from '../report/notebook.ts'
import type { CellReply, KernelDescription, LaunchKernel, NotebookKernel } from './notebook-kernel.ts'

export interface ExecuteOptions {
  readonly launch: LaunchKernel
  readonly directory: string
  /** Ends the run; what there is by then is kept. */
  readonly signal: AbortSignal
  /** Milliseconds for one cell. */
  readonly timeout?: number
  readonly allowErrors?: boolean
  /** Told when a cell starts; `number` counts the cells that are run, from 1. */
  onCell?(number: number, total: number): void
}

export interface CellFailure {
  /** Counts the cells that are run, from 1. */
  readonly number: number
  readonly total: number
  readonly executionCount: number | undefined
  /** `TypeError: x is not a function` */
  readonly summary: string
  readonly traceback: readonly string[]
}

export interface NotebookRun {
  /** With the outputs of what has run; cells that were not reached have none. */
  readonly notebook: Notebook
  readonly outcome: 'ok' | 'failed' | 'interrupted'
  readonly failures: readonly CellFailure[]
  /** Cells that have ended. */
  readonly cellsRun: number
  /** False when the run was given up before any cell could show something. */
  readonly started: boolean
  readonly kernel: KernelDescription | undefined
}

/** How long an interrupt may take before the kernel is given up. */
const interruptPatience = 15_000
/** How long the running cell gets to end when the whole run is given up. */
const farewellPatience = 3000

/** Runs the code cells in order, by a kernel of their own. A failing cell is in the result; a kernel that cannot start rejects. */
export async function executeNotebook(notebook: Notebook, options: ExecuteOptions): Promise<NotebookRun> {
  const { directory, signal, onCell } = options
  const cells = notebook.cells.filter(isToRun)
  const counts = new Map<string, number>()
  const failures: CellFailure[] = []
  let outputs: OutputState = noOutputs
  const show = (cell: string, message: OutputMessage) => {
    outputs = applyOutput(outputs, cell, message)
  }
  let cellsRun = 0
  let begun = false
  let kernel: NotebookKernel | undefined
  const stopped = abortion(signal)
  const finish = (): NotebookRun => ({
    notebook: withOutputs(notebook, outputs, counts, kernel?.info),
    outcome: signal.aborted ? 'interrupted' : failures.length > 0 ? 'failed' : 'ok',
    failures,
    cellsRun,
    started: begun,
    kernel: kernel?.info,
  })
  try {
    if (signal.aborted) return finish()
    const launched = options.launch({ directory, onOutput: show })
    // A kernel that comes up after the run was given up is not left behind.
    stopped.promise.then(() => launched.then(late => late.close())).catch(() => {})
    const started = await Promise.race([launched, stopped.promise])
    if (started === undefined) return finish()
    kernel = started
    for (const [index, cell] of cells.entries()) {
      const place = { number: index + 1, total: cells.length }
      begun = true
      onCell?.(place.number, place.total)
      const pending = executeCell(kernel, cell, options.timeout).catch(asDeath)
      const reply = await Promise.race([pending, stopped.promise])
      if (reply === undefined || signal.aborted) {
        // The cell's own end brings what it has printed and not yet sent.
        await onlyWithin(Promise.allSettled([kernel.interrupt(), pending]), farewellPatience)
        return finish()
      }
      cellsRun += 1
      if ('executionCount' in reply) counts.set(cell.id, reply.executionCount)
      if (reply.status === 'ok') continue
      if (reply.status === 'error' && mayFail(cell)) continue
      if (reply.status === 'died') show(cell.id, { msg_type: 'error', content: errorContent(reply) })
      failures.push({ ...place, executionCount: counts.get(cell.id), summary: summaryOf(reply), traceback: reply.traceback })
      if (reply.status === 'died' || !options.allowErrors) return finish()
    }
    return finish()
  } finally {
    stopped.dispose()
    await kernel?.close()
  }
}

interface Death {
  readonly status: 'died'
  readonly ename: string
  readonly evalue: string
  readonly traceback: readonly string[]
}

async function executeCell(kernel: NotebookKernel, cell: CodeCell, timeout: number | undefined): Promise<CellReply> {
  const reply = kernel.execute(cell.id, cell.source)
  if (timeout === undefined) return reply
  const late = await onlyWithin(reply, timeout)
  if (late !== 'late') return reply
  reply.catch(() => {})
  await onlyWithin(
    kernel.interrupt().then(() => reply),
    interruptPatience,
  )
  const after = await onlyWithin(reply, interruptPatience)
  if (after === 'late') throw new Error(`the cell ran longer than ${timeout} ms and did not answer an interrupt`)
  const said = { ename: 'TimeoutError', evalue: `the cell ran longer than ${timeout} ms (--timeout) and was interrupted` }
  return { status: 'error', executionCount: after.executionCount, ...said, traceback: after.status === 'error' ? after.traceback : [] }
}

async function onlyWithin<T>(promise: Promise<T>, milliseconds: number): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>(resolve => {
    timer = setTimeout(() => resolve('late'), milliseconds)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

function asDeath(error: unknown): Death {
  const evalue = error instanceof Error ? error.message : String(error)
  return { status: 'died', ename: error instanceof Error ? error.name : 'Error', evalue, traceback: [] }
}

function summaryOf({ ename, evalue }: { readonly ename: string; readonly evalue: string }): string {
  return evalue === '' ? ename : `${ename}: ${evalue}`
}

function errorContent({ ename, evalue }: Death) {
  return { ename, evalue, traceback: [summaryOf({ ename, evalue })] }
}

/** Resolves with undefined when the signal is aborted; never rejects. */
function abortion(signal: AbortSignal): { readonly promise: Promise<undefined>; dispose(): void } {
  let end = () => {}
  const promise = new Promise<undefined>(resolve => {
    end = () => resolve(undefined)
  })
  signal.addEventListener('abort', end, { once: true })
  return { promise, dispose: () => signal.removeEventListener('abort', end) }
}

function isToRun(cell: Cell): cell is CodeCell {
  return cell.cell_type === 'code' && cell.source.trim() !== '' && !cell.metadata.tags?.includes('skip-execution')
}

function mayFail(cell: CodeCell): boolean {
  return cell.metadata.tags?.includes('raises-exception') ?? false
}

function withOutputs(
  notebook: Notebook,
  outputs: OutputState,
  counts: ReadonlyMap<string, number>,
  kernel: KernelDescription | undefined,
): Notebook {
  const kernelspec = { name: 'tsloom', display_name: 'TypeScript (tsloom)', language: 'typescript' }
  return {
    ...notebook,
    metadata: { kernelspec, ...notebook.metadata, ...(kernel && { language_info: { ...kernel.language_info } }) },
    cells: notebook.cells.map(cell => {
      if (cell.cell_type !== 'code' || cell.metadata.tags?.includes('skip-execution')) return cell
      return { ...cell, execution_count: counts.get(cell.id) ?? null, outputs: outputsOf(outputs, cell.id) }
    }),
  }
}
