import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { executeNotebook } from '../../kernel/cli/execute-notebook.ts'
import { launchKernel } from '../../kernel/cli/launch-kernel.ts'
import type { CodeCell, Notebook, Output } from '../../kernel/report/notebook.ts'
import { readNotebook } from '../../kernel/report/read-notebook.ts'
import { projectRoot } from '../support/project-root.ts'

const directory = join(projectRoot, 'notebooks')
const files = readdirSync(directory).filter(name => name.endsWith('.ipynb'))

const codeCells = ({ cells }: Notebook): CodeCell[] => cells.filter(cell => cell.cell_type === 'code')
const outputs = (notebook: Notebook): Output[] => codeCells(notebook).flatMap(cell => [...cell.outputs])

function hasFigure(output: Output): boolean {
  return 'data' in output && 'application/vnd.plotly.v1+json' in output.data
}

function assertShown(notebook: Notebook): void {
  assert.deepEqual(
    outputs(notebook).filter(output => output.output_type === 'error'),
    [],
  )
  assert.ok(outputs(notebook).some(hasFigure), 'a figure is shown')
}

for (const name of files) {
  test(`notebooks/${name} is committed executed, from top to bottom`, async () => {
    const notebook = await readNotebook(join(directory, name))
    assertShown(notebook)
    const counts = codeCells(notebook).map(cell => cell.execution_count)
    assert.deepEqual(
      counts,
      counts.map((_, index) => index + 1),
    )
  })

  test(`notebooks/${name} runs from top to bottom`, async t => {
    const notebook = await readNotebook(join(directory, name))
    const run = await executeNotebook(notebook, { launch: launchKernel, directory, signal: t.signal })
    assert.deepEqual(
      run.failures.map(({ number, summary }) => `cell ${number}: ${summary}`),
      [],
    )
    assert.equal(run.outcome, 'ok')
    assert.equal(run.cellsRun, codeCells(notebook).length)
    assertShown(run.notebook)
  })
}
