import assert from 'node:assert/strict'
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { labFor, labOptions } from '../support/jupyterlab.ts'
import { projectRoot } from '../support/project-root.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const notebooks = join(projectRoot, 'notebooks')
const names = readdirSync(notebooks).filter(name => name.endsWith('.ipynb'))
/** Together they measure for minutes, and are executed without Lab by other tests: one is enough while working. */
const chosen = process.env.CI === 'true' ? names : names.slice(0, 1)

/** How many figures a notebook holds as it was committed, executed. */
function figuresIn(name: string): number {
  const { cells }: { cells: { outputs?: { data?: object }[] }[] } = JSON.parse(readFileSync(join(notebooks, name), 'utf8'))
  return cells.flatMap(({ outputs = [] }) => outputs).filter(({ data = {} }) => 'application/vnd.plotly.v1+json' in data).length
}

test('notebooks run from top to bottom in JupyterLab', { timeout: 900_000, ...labOptions }, async t => {
  const folder = temporaryFolder(t)
  // Copies, as Lab saves what it runs; within the project, whose packages they import.
  const copies = join(projectRoot, 'test-artifacts/notebooks')
  t.after(() => rmSync(copies, { recursive: true, force: true }))
  cpSync(notebooks, copies, { recursive: true })
  const lab = await labFor(t, folder, copies)
  for (const name of chosen)
    await t.test(`${name} runs without an error, and its figures are drawn`, async () => {
      const { page, command, runAll, errors, screenshot, complaints } = await lab.open(name)
      await command('notebook:clear-all-cell-outputs')
      await runAll()
      assert.deepEqual(await errors(), [])
      const figures = page.locator('.js-plotly-plot')
      for (let at = 0; at < figuresIn(name); at++) {
        const traces = figures.nth(at).locator('.legend .traces, .trace')
        await traces.first().waitFor()
        await figures.nth(at).scrollIntoViewIfNeeded()
        await screenshot(`${name.replace('.ipynb', '')}-${at + 1}`)
      }
      assert.equal(await figures.count(), figuresIn(name))
      assert.deepEqual(complaints, [])
      await command('notebook:shutdown-kernel')
      await page.close()
    })
})
