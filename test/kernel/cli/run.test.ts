import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { LaunchKernel } from '../../../kernel/cli/notebook-kernel.ts'
import { run } from '../../../kernel/cli/run.ts'
import { recordedCli } from '../../support/cli-context.ts'
import { fakeKernel } from '../../support/fake-notebook-kernel.ts'
import { notebookFile } from '../../support/notebook-file.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

function folderWith(t: TestContext, notebooks: Record<string, string[]>): string {
  const folder = temporaryFolder(t)
  for (const [name, cells] of Object.entries(notebooks)) writeFileSync(join(folder, name), notebookFile(cells))
  return folder
}

test('run says how each notebook went, and writes where it was told to', async t => {
  const folder = folderWith(t, { 'a.ipynb': ['print one'], 'b.ipynb': ['print two'] })
  const cli = recordedCli(folder)
  await run(['a.ipynb', 'b.ipynb'], { html: 'reports', output: 'done' }, cli, fakeKernel())
  assert.equal(cli.exitCode(), 0)
  assert.match(cli.err(), /a\.ipynb: ok, 1 cell in .*\n[\s\S]*b\.ipynb: ok, 1 cell in/)
  assert.deepEqual(readdirSync(join(folder, 'reports')).sort(), ['a.html', 'b.html', 'index.html'])
  assert.match(readFileSync(join(folder, 'done/b.ipynb'), 'utf8'), /two\\n/)
  assert.doesNotMatch(readFileSync(join(folder, 'a.ipynb'), 'utf8'), /one\\n/)
  assert.deepEqual(
    cli.out().trim().split('\n'),
    ['done/a.ipynb', 'reports/a.html', 'done/b.ipynb', 'reports/b.html', 'reports/index.html'].map(file => join(folder, file)),
  )
})

test('a failing notebook does not keep the next from running, and makes the exit code 1', async t => {
  const folder = folderWith(t, { 'a.ipynb': ['throw no such thing'], 'b.ipynb': ['print two'] })
  const cli = recordedCli(folder)
  await run(['a.ipynb', 'b.ipynb'], { inplace: true }, cli, fakeKernel())
  assert.equal(cli.exitCode(), 1)
  assert.match(cli.err(), /a\.ipynb: cell 1 of 1, In \[1\]: TypeError: no such thing\n {4}at throw/)
  assert.match(cli.err(), /b\.ipynb: ok/)
})

test('nothing is started when one of the notebooks cannot be read', async t => {
  const folder = folderWith(t, { 'a.ipynb': ['print one'] })
  writeFileSync(join(folder, 'broken.ipynb'), '{')
  const log: string[] = []
  await assert.rejects(run(['a.ipynb', 'broken.ipynb'], {}, recordedCli(folder), fakeKernel(log)), /broken\.ipynb/)
  assert.deepEqual(log, [])
})

test('nothing is started when what it makes could not be written', async t => {
  const folder = folderWith(t, { 'a.ipynb': ['print one'] })
  writeFileSync(join(folder, 'file'), '')
  const log: string[] = []
  const target = join('file', 'deeper', 'a.html')
  await assert.rejects(
    run(['a.ipynb'], { html: target }, recordedCli(folder), fakeKernel(log)),
    /cannot be written: .*file is a file, not a folder/,
  )
  assert.deepEqual(log, [])
})

test('a kernel that does not start is told with the way to find out why', async t => {
  const folder = folderWith(t, { 'a.ipynb': ['print one'] })
  const launch: LaunchKernel = async () => {
    throw new Error('spawn ENOENT')
  }
  await assert.rejects(
    run(['a.ipynb'], { inplace: true }, recordedCli(folder), launch),
    /a\.ipynb was not run: spawn ENOENT\n.*tsloom doctor/,
  )
})

test('a run that is given up before its first cell leaves the files alone', async t => {
  const folder = folderWith(t, { 'a.ipynb': ['print one'], 'b.ipynb': ['print two'] })
  const before = readFileSync(join(folder, 'a.ipynb'), 'utf8')
  const cli = recordedCli(folder, { signal: AbortSignal.abort('SIGTERM') })
  await run(['a.ipynb', 'b.ipynb'], { inplace: true, html: 'reports/' }, cli, fakeKernel())
  assert.equal(cli.exitCode(), 143)
  assert.equal(readFileSync(join(folder, 'a.ipynb'), 'utf8'), before)
  assert.ok(!existsSync(join(folder, 'reports')))
  assert.doesNotMatch(cli.err(), /b\.ipynb/)
})
