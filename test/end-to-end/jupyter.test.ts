import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { install } from '../../kernel/cli/install.ts'
import { recordedCli } from '../support/cli-context.ts'
import { notebookFile } from '../support/notebook-file.ts'
import { projectRoot } from '../support/project-root.ts'
import { finish, jupyterPython, privateJupyter } from '../support/python.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const python = join(projectRoot, 'test/python')

test("Jupyter's conformance suite passes, with none of its tests skipped but the pager's", async t => {
  const environment = jupyterPython(t)
  if (environment === undefined) return
  const folder = temporaryFolder(t)
  await install({ name: 'tsloom', prefix: folder }, recordedCli(folder))
  const { code, stderr } = await finish(environment.executable('python'), [join(python, 'kernel_conformance.py')], {
    cwd: folder,
    env: privateJupyter(folder),
  })
  assert.equal(code, 0, stderr)
  assert.match(stderr, /^OK \(skipped=1\)$/m, stderr)
})

test('nbclient gets all output of each cell, late threads and failing cells included', async t => {
  const environment = jupyterPython(t)
  if (environment === undefined) return
  const folder = temporaryFolder(t)
  await install({ name: 'tsloom', prefix: folder }, recordedCli(folder))
  const cells = [
    'const lines = 1000\nfor (let i = 0; i < lines; i++) console.log(i)',
    '%%thread -n 2\nconsole.log("from a thread")',
    'const broken: number = "text"',
    'throw new TypeError("on purpose")',
    'lines + 1',
  ]
  const { code, stdout, stderr } = await finish(environment.executable('python'), [join(python, 'run_cells.py'), JSON.stringify(cells)], {
    cwd: folder,
    env: privateJupyter(folder),
  })
  assert.equal(code, 0, stderr)
  const shown: { output_type: string; text?: string; ename?: string; data?: Record<string, string> }[][] = JSON.parse(stdout)
  const text = (cell: number) => shown[cell]?.map(output => output.text ?? '').join('') ?? ''
  assert.equal(text(0), Array.from({ length: 1000 }, (_, i) => `${i}\n`).join(''))
  assert.equal(text(1).match(/from a thread/g)?.length, 2)
  assert.equal(shown[2]?.[0]?.output_type, 'error')
  assert.equal(shown[3]?.[0]?.ename, 'TypeError')
  assert.match(shown[4]?.[0]?.data?.['text/plain'] ?? '', /1001/)
})

test('nbconvert executes a notebook to a file', async t => {
  const environment = jupyterPython(t)
  if (environment === undefined) return
  const folder = temporaryFolder(t)
  await install({ name: 'tsloom', prefix: folder }, recordedCli(folder))
  writeFileSync(join(folder, 'a.ipynb'), notebookFile(['const answer = 6 * 7', 'answer']))
  const options = ['nbconvert', '--to', 'notebook', '--execute', '--output', 'b.ipynb', 'a.ipynb']
  const { code, stderr } = await finish(environment.executable('jupyter'), options, { cwd: folder, env: privateJupyter(folder) })
  assert.equal(code, 0, stderr)
  const executed = JSON.parse(readFileSync(join(folder, 'b.ipynb'), 'utf8'))
  assert.match(JSON.stringify(executed.cells[1].outputs), /42/)
})
