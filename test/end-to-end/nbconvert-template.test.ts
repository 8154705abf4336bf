import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { install } from '../../kernel/cli/install.ts'
import { browserOptions, openPage } from '../support/chromium.ts'
import { recordedCli } from '../support/cli-context.ts'
import { finish, jupyterPython, privateJupyter } from '../support/python.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const figure = { data: [{ x: [1, 2], y: [3, 4], name: '</script><b>' }], layout: { title: { text: 'T' } } }
const notebook = (outputs: object[]) =>
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'tsloom', display_name: 'TypeScript (tsloom)', language: 'typescript' },
      language_info: { name: 'typescript' },
    },
    cells: [{ cell_type: 'code', id: 'a', metadata: {}, execution_count: 1, source: 'plot()', outputs }],
  })

test('nbconvert --template tsloom draws figures offline, and brings Plotly only where there is one', {
  timeout: 180_000,
  ...browserOptions,
}, async t => {
  const python = jupyterPython(t)
  if (python === undefined) return
  const folder = temporaryFolder(t)
  await install({ name: 'tsloom', prefix: folder }, recordedCli(folder))
  const output = {
    output_type: 'display_data',
    metadata: {},
    data: { 'application/vnd.plotly.v1+json': figure, 'text/plain': 'Plotly figure' },
  }
  writeFileSync(join(folder, 'with.ipynb'), notebook([output]))
  writeFileSync(join(folder, 'without.ipynb'), notebook([{ output_type: 'stream', name: 'stdout', text: 'x' }]))
  const convert = ['nbconvert', '--to', 'html', '--template', 'tsloom', 'with.ipynb', 'without.ipynb']
  const { code, stderr } = await finish(python.executable('jupyter'), convert, { cwd: folder, env: privateJupyter(folder) })
  assert.equal(code, 0, stderr)
  assert.ok(readFileSync(join(folder, 'without.html'), 'utf8').length < 1_000_000)

  const { page, requests } = await openPage(t, join(folder, 'with.html'))
  await page.waitForSelector('.js-plotly-plot .main-svg')
  assert.equal(await page.locator('.js-plotly-plot').count(), 1)
  assert.equal(await page.locator('.gtitle').first().textContent(), 'T')
  // The lab template itself asks for MathJax and RequireJS from elsewhere; figures need neither.
  assert.deepEqual(
    requests.filter(url => /plotly/i.test(url)),
    [],
  )
})
