import assert from 'node:assert/strict'
import { test } from 'node:test'
import { executeNotebook } from '../../../kernel/cli/execute-notebook.ts'
import type { LaunchKernel } from '../../../kernel/cli/notebook-kernel.ts'
import type { CodeCell, Notebook } from '../../../kernel/report/notebook.ts'
import { fakeKernel } from '../../support/fake-notebook-kernel.ts'

function notebook(...cells: (string | Partial<CodeCell>)[]): Notebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: cells.map((cell, index) => ({
      cell_type: 'code',
      id: `cell-${index}`,
      metadata: {},
      source: '',
      execution_count: 99,
      outputs: [{ output_type: 'stream', name: 'stdout', text: 'stale\n' }],
      ...(typeof cell === 'string' ? { source: cell } : cell),
    })),
  }
}

const never = new AbortController().signal
const basics = { directory: '/', signal: never }

function texts({ cells }: Notebook): string[] {
  return cells.map(cell =>
    cell.cell_type === 'code'
      ? cell.outputs.map(output => (output.output_type === 'stream' ? output.text : output.output_type)).join('')
      : '',
  )
}

test('code cells run in order; counts and outputs are stored, with the language of the kernel', async () => {
  const log: string[] = []
  const run = await executeNotebook(notebook('print a', '  ', 'print b'), { ...basics, launch: fakeKernel(log) })
  assert.equal(run.outcome, 'ok')
  assert.deepEqual(log, ['print a', 'print b', 'close'])
  assert.deepEqual(texts(run.notebook), ['a\n', '', 'b\n'])
  assert.deepEqual(
    run.notebook.cells.map(cell => cell.cell_type === 'code' && cell.execution_count),
    [1, null, 2],
  )
  assert.equal(run.notebook.metadata.language_info?.name, 'typescript')
  assert.equal(run.notebook.metadata.kernelspec?.name, 'tsloom')
})

test('the first failing cell ends the run and is named; later cells hold no output of an earlier run', async () => {
  const run = await executeNotebook(notebook('print a', 'throw x is not a function', 'print b'), { ...basics, launch: fakeKernel() })
  assert.equal(run.outcome, 'failed')
  assert.equal(run.cellsRun, 2)
  assert.deepEqual(run.failures, [
    { number: 2, total: 3, executionCount: 2, summary: 'TypeError: x is not a function', traceback: ['at throw x is not a function'] },
  ])
  assert.deepEqual(texts(run.notebook), ['a\n', 'error', ''])
})

test('with allowErrors all cells run, and the failures are still told', async () => {
  const run = await executeNotebook(notebook('throw a', 'print b', 'throw c'), { ...basics, launch: fakeKernel(), allowErrors: true })
  assert.equal(run.outcome, 'failed')
  assert.deepEqual(
    run.failures.map(({ number }) => number),
    [1, 3],
  )
  assert.deepEqual(texts(run.notebook), ['error', 'b\n', 'error'])
})

test('a cell tagged raises-exception may fail', async () => {
  const cells = notebook({ source: 'throw a', metadata: { tags: ['raises-exception'] } }, 'print b')
  const run = await executeNotebook(cells, { ...basics, launch: fakeKernel() })
  assert.equal(run.outcome, 'ok')
  assert.deepEqual(texts(run.notebook), ['error', 'b\n'])
})

test('a cell tagged skip-execution is left as it is', async () => {
  const cells = notebook({ source: 'throw a', metadata: { tags: ['skip-execution'] } }, 'print b')
  const run = await executeNotebook(cells, { ...basics, launch: fakeKernel() })
  assert.deepEqual(texts(run.notebook), ['stale\n', 'b\n'])
})

test('a cell that outlasts its time is interrupted, and fails saying so', async () => {
  const log: string[] = []
  const run = await executeNotebook(notebook('hang', 'print b'), { ...basics, launch: fakeKernel(log), timeout: 5 })
  assert.deepEqual(log, ['hang', 'interrupt', 'close'])
  assert.match(run.failures[0]?.summary ?? '', /^TimeoutError: the cell ran longer than 5 ms/)
})

test('a run that is given up interrupts its cell, keeps what had been printed, and closes the kernel', async () => {
  const log: string[] = []
  const stop = new AbortController()
  const run = await executeNotebook(notebook('print a', 'hang', 'print b'), {
    ...basics,
    launch: fakeKernel(log),
    signal: stop.signal,
    onCell: number => number === 2 && setImmediate(() => stop.abort('SIGINT')),
  })
  assert.equal(run.outcome, 'interrupted')
  assert.deepEqual(texts(run.notebook), ['a\n', 'before\nerror', ''])
  assert.deepEqual(log.slice(-2), ['interrupt', 'close'])
})

test('a kernel that dies fails the cell, ends the run, and says so in the notebook', async () => {
  const run = await executeNotebook(notebook('print a', 'die', 'print b'), { ...basics, launch: fakeKernel(), allowErrors: true })
  assert.equal(run.outcome, 'failed')
  assert.match(run.failures[0]?.summary ?? '', /KernelDiedError: .*exit code 9/)
  assert.deepEqual(texts(run.notebook), ['a\n', 'error', ''])
})

test('a kernel that cannot start rejects', async () => {
  const launch = async () => {
    throw new Error('no such file')
  }
  await assert.rejects(executeNotebook(notebook('print a'), { ...basics, launch }), /no such file/)
})

test('a kernel that comes up after the run was given up is closed', async () => {
  const log: string[] = []
  const stop = new AbortController()
  let comeUp = () => {}
  const launch: LaunchKernel = async how => {
    await new Promise<void>(resolve => {
      comeUp = resolve
    })
    return fakeKernel(log)(how)
  }
  const run = executeNotebook(notebook('print a'), { ...basics, launch, signal: stop.signal })
  stop.abort('SIGINT')
  assert.equal((await run).started, false)
  comeUp()
  await new Promise(setImmediate)
  assert.deepEqual(log, ['close'])
})
