import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { labFor, labOptions } from '../support/jupyterlab.ts'
import { notebookFile } from '../support/notebook-file.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const FIGURE = `import { plot } from 'tsloom'
plot([{ x: [1, 2, 3], y: [2, 1, 3] }], { title: 'A figure' })`
const SURFACE = `plot([{ type: 'surface', z: [[1, 2], [2, 3]] }], { title: 'A surface' })`
const POOL = `%%pool -w 2 -n 24 --timeline
// a body of TypeScript
const pause: number = 60
await new Promise(resolve => setTimeout(resolve, pause))`
const SCALE = `%%scale -n 4 -c 1 -r 2
let sum = 0
for (let i = 0; i < 1e5; i++) sum += i
sum`

test('without the extension JupyterLab shows pictures, progress, tables and text', { timeout: 180_000, ...labOptions }, async t => {
  const folder = temporaryFolder(t)
  const notebooks = join(folder, 'notebooks')
  mkdirSync(notebooks)
  writeFileSync(join(notebooks, 'plain.ipynb'), notebookFile([FIGURE, SURFACE, POOL, SCALE, '%%pool?']))
  const lab = await labFor(t, folder, notebooks, { extension: false })
  const { page, cell, runAll, errors, screenshot, complaints } = await lab.open('plain.ipynb')
  await runAll()
  assert.deepEqual(await errors(), [])

  const pictures = (index: number) => cell(index).locator('.jp-OutputArea-output img')
  for (const index of [0, 2, 3]) {
    await pictures(index).first().waitFor()
    assert.equal(await pictures(index).count(), 1, `cell ${index}`)
    assert.ok(await pictures(index).evaluate(image => (image as { naturalWidth?: number }).naturalWidth), `cell ${index}`)
  }
  await cell(1).locator('text=surface is drawn by a browser only').waitFor()
  await cell(2).locator('text=/✓ 24 tasks in/').waitFor()
  await cell(3).locator('th', { hasText: 'Karp–Flatt' }).waitFor()
  await cell(4).locator('td', { hasText: 'chunk' }).first().waitFor()
  await screenshot('without-extension')

  // The extension is really not there, and the body below the magic line is TypeScript to the editor all the same.
  assert.equal(await page.locator('.js-plotly-plot, .tsloom-magic-line').count(), 0)
  const colours = await cell(2)
    .locator('.cm-line')
    .nth(2)
    .locator('span')
    .evaluateAll(spans => spans.map(span => (globalThis as unknown as Styles).getComputedStyle(span).color))
  assert.ok(new Set(colours).size > 1, colours.join())
  assert.deepEqual(complaints, [])
})

interface Styles {
  getComputedStyle(element: unknown): { readonly color: string }
}
