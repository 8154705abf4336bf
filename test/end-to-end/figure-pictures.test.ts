import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readNotebook } from '../../kernel/report/read-notebook.ts'
import { contentOf, testKernel } from '../support/kernel.ts'
import { notebookFile } from '../support/notebook-file.ts'
import { projectRoot } from '../support/project-root.ts'
import { finish, jupyterPython, privateJupyter } from '../support/python.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const FIGURE = 'application/vnd.plotly.v1+json'
const SLOW = { timeout: 180_000 }

test('the picture of a figure comes by an update of its display before the cell is idle', SLOW, async () => {
  await using kernel = await testKernel()
  for (const code of ["import { display, plot } from 'tsloom'; display(plot([{ y: [1, 3, 2] }]))", 'plot([{ y: [1, 3, 2] }])']) {
    const { messages, status } = await kernel.run(code)
    assert.equal(status, 'ok')
    const types = messages.map(({ header }) => header.msg_type)
    assert.deepEqual(types.slice(-3), ['display_data', 'update_display_data', 'status'], kernel.log())
    const [shown, updated] = messages.slice(-3).map(contentOf)
    const data = updated?.data as Record<string, unknown>
    assert.deepEqual(updated?.transient, shown?.transient)
    assert.match(JSON.stringify(shown?.transient), /"display_id":"./)
    assert.deepEqual(Object.keys(data).sort(), [FIGURE, 'image/png', 'text/plain'])
    assert.match(String(data['image/png']), /^iVBORw0KGgo/)
  }
  const plain = await kernel.run("'no figure'")
  assert.ok(plain.messages.every(({ header }) => header.msg_type !== 'update_display_data'))
})

test('TSLOOM_FIGURE_PNG=0 turns the pictures off', SLOW, async () => {
  await using kernel = await testKernel({ env: { TSLOOM_FIGURE_PNG: '0' } })
  const { messages } = await kernel.run("import { plot } from 'tsloom'; plot([{ y: [1, 3, 2] }])")
  assert.deepEqual(
    messages.slice(-2).map(({ header }) => header.msg_type),
    ['execute_result', 'status'],
  )
})

test('a notebook that is run headless keeps figure, picture and text, and plain nbconvert shows the picture', SLOW, async t => {
  const folder = temporaryFolder(t)
  const file = join(folder, 'a.ipynb')
  writeFileSync(file, notebookFile(["import { plot } from 'tsloom'\nplot([{ y: [1, 3, 2] }], { title: 'T' })"]))
  const run = await finish(
    process.execPath,
    [join(projectRoot, 'dist/kernel/cli.js'), 'run', 'a.ipynb', '--inplace', '--html', 'report.html'],
    { cwd: folder },
  )
  assert.equal(run.code, 0, run.stderr)
  const [cell] = (await readNotebook(file)).cells
  const [output] = cell?.cell_type === 'code' ? cell.outputs : []
  const data = output?.output_type === 'display_data' ? output.data : {}
  assert.deepEqual(Object.keys(data).sort(), [FIGURE, 'image/png', 'text/plain'])
  const png = String(data['image/png'])

  // Scripts draw the figure in a report; the picture is for readers that run none.
  const report = readFileSync(join(folder, 'report.html'), 'utf8')
  assert.match(report, /<div class="figure"/)
  assert.equal(report.split(png).length, 2)
  assert.match(report, new RegExp(`<noscript><img src="data:image/png;base64,${png.slice(0, 20).replaceAll('+', '\\+')}`))

  const python = jupyterPython(t)
  if (python === undefined) return
  const convert = ['nbconvert', '--to', 'html', '--template', 'lab', 'a.ipynb']
  const { code, stderr } = await finish(python.executable('jupyter'), convert, { cwd: folder, env: privateJupyter(folder) })
  assert.equal(code, 0, stderr)
  assert.ok(readFileSync(join(folder, 'a.html'), 'utf8').replace(/\s/g, '').includes(`data:image/png;base64,${png}`))
})
