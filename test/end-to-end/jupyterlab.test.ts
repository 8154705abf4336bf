import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { labFor, labOptions } from '../support/jupyterlab.ts'
import { notebookFile } from '../support/notebook-file.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const FIGURE = `import { plot, ProcessPool, ThreadPool } from 'tsloom'
plot([{ type: 'scatter', name: 'a', x: [1, 2, 3], y: [2, 1, 3] }, { type: 'bar', name: 'b', x: [1, 2, 3], y: [1, 2, 2] }], { title: { text: 'A figure' } })`
const SPIN = `function spin(milliseconds: number) {
  const end = Date.now() + milliseconds
  while (Date.now() < end) {}
}`
const MAGIC = `%%pool -w 2 -n 12
// progress
const wait: number = 250
spin(wait)`
const LONG = `const farm = new ProcessPool({ workers: 1, name: 'farm' })
const crew = new ThreadPool({ workers: 2, name: 'crew' })
await Promise.all([crew.submit(spin, 10), farm.submit(spin, 600_000)]).catch(error => error.name)`
const BUSY = `const lost = farm.submit(spin, 600_000).catch(error => String(error))
await new Promise(resolve => setTimeout(resolve, 1500))
spin(6000)
await lost`

const colourOf = (element: unknown): string => (globalThis as unknown as Styles).getComputedStyle(element).color
interface Styles {
  getComputedStyle(element: unknown): { readonly color: string }
}

/** As text: they run in the page. */
const FIRST_IS_HIDDEN = `document.querySelector('.js-plotly-plot')._fullData[0].visible === 'legendonly'`
const TITLE_IS_BRIGHT = `/rgb\\(2[0-9]{2}, /.test(getComputedStyle(document.querySelector('.js-plotly-plot .gtitle')).fill)`

test('JupyterLab shows figures, magic lines, progress, and workers that it can cancel', { timeout: 180_000, ...labOptions }, async t => {
  const folder = temporaryFolder(t)
  const notebooks = join(folder, 'notebooks')
  mkdirSync(notebooks)
  writeFileSync(join(notebooks, 'shown.ipynb'), notebookFile([FIGURE, SPIN, MAGIC, LONG, BUSY, '']))
  const lab = await labFor(t, folder, notebooks)
  const { page, cell, command, screenshot, complaints } = await lab.open('shown.ipynb')
  const panel = page.locator('#tsloom-workers')

  await t.test('a magic line is coloured, and what is below it stays TypeScript', async () => {
    const lines = cell(2).locator('.cm-line')
    await lines.nth(0).and(page.locator('.tsloom-magic-line')).waitFor()
    assert.equal(await cell(2).locator('.tsloom-magic-line').count(), 1)
    assert.equal(await cell(2).locator('.tsloom-magic-name').textContent(), 'pool')
    assert.equal((await cell(2).locator('.tsloom-magic-option').allTextContents()).join(''), '-w-n')
    const colour = (text: string) => lines.locator('span', { hasText: text }).last().evaluate(colourOf)
    assert.notEqual(await colour('const'), await colour('250'))
    assert.equal(await cell(1).locator('.tsloom-magic-line').count(), 0)
  })

  await t.test('magics and their options are completed', async () => {
    const editor = cell(5).locator('.cm-content')
    await editor.click()
    await page.keyboard.type('%%thr')
    await page.keyboard.press('Tab')
    const completer = page.locator('.jp-Completer:visible')
    await completer.locator('text=%%thread').waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type(' --time')
    await page.keyboard.press('Tab')
    await completer.locator('text=--timeout').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('Delete')
    await page.keyboard.press('Escape')
  })

  await t.test('the panel says that nothing is under way', async () => {
    await command('tsloom:show-workers')
    await panel.locator('text=No task is under way').waitFor()
  })

  await command('notebook:run-all-cells')

  await t.test('a figure is drawn, with its traces, and can be explored', async () => {
    const figure = cell(0).locator('.js-plotly-plot')
    await figure.locator('.main-svg').first().waitFor()
    assert.equal(await figure.locator('.scatterlayer .trace').count(), 1)
    assert.equal(await figure.locator('.barlayer .trace').count(), 1)
    await figure.locator('.legendtoggle').first().click()
    await page.waitForFunction(FIRST_IS_HIDDEN)
  })

  await t.test('progress is live while tasks run, then says how they ended', async () => {
    const line = cell(2).locator('[role="status"]')
    await line.locator('text=/[1-9] of 12/').waitFor()
    await panel.locator('section[aria-label="Tasks"]').waitFor()
    await screenshot('progress')
    await line.locator('text=/✓ 12 tasks in/').waitFor()
  })

  await t.test('the panel lists pools and workers, and cancels a task', async () => {
    await panel.locator('section[aria-label="Pools"] .tsloom-item', { hasText: 'farm' }).locator('text=1 of 1 busy').waitFor()
    const worker = panel.locator('section[aria-label="Workers"] tr', { hasText: 'farm-1' })
    await worker.locator('text=/[1-9]\\d+ %/').waitFor()
    if (process.platform === 'linux') assert.match((await worker.textContent()) ?? '', /\d+ MB/)
    await screenshot('panel')
    await panel.locator('section[aria-label="Tasks"] button', { hasText: 'Cancel' }).first().click()
    await cell(3).locator('.jp-OutputArea-output', { hasText: 'CancelledError' }).waitFor()
  })

  await t.test('while the main thread is busy the panel says so, and still ends a worker process', async () => {
    await panel.locator('.tsloom-warning').waitFor()
    await panel.locator('section[aria-label="Workers"] button', { hasText: 'End' }).click()
    await screenshot('busy')
    await cell(4).locator('.jp-OutputArea-output', { hasText: 'WorkerLostError' }).waitFor()
    await panel.locator('.tsloom-warning').waitFor({ state: 'detached' })
  })

  await t.test('the panel stops a pool', async () => {
    const crew = panel.locator('section[aria-label="Pools"] .tsloom-item', { hasText: 'crew' })
    await crew.locator('button', { hasText: 'Stop' }).click()
    await crew.waitFor({ state: 'detached' })
  })

  await t.test('a figure follows the theme, and the room there is', async () => {
    const figure = page.locator('.js-plotly-plot')
    await figure.scrollIntoViewIfNeeded()
    await screenshot('light')
    await command('apputils:change-theme', { theme: 'JupyterLab Dark' })
    await page.waitForFunction(TITLE_IS_BRIGHT)
    await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' })
    assert.ok(await page.evaluate(FIRST_IS_HIDDEN), 'what the reader hid stays hidden')
    await screenshot('dark')
    const width = `document.querySelector('.js-plotly-plot .main-svg').getBoundingClientRect().width`
    const before = Number(await page.evaluate(width))
    await command('application:toggle-left-area')
    await page.waitForFunction(`${width} > ${before}`)
  })

  assert.deepEqual(complaints, [])
})
