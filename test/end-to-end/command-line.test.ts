import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readNotebook } from '../../kernel/report/read-notebook.ts'
import { fileAppears } from '../support/file-appears.ts'
import { notebookFile } from '../support/notebook-file.ts'
import { projectRoot } from '../support/project-root.ts'
import { type Finished, finish } from '../support/python.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const cli = join(projectRoot, 'dist/kernel/cli.js')

function tsloom(cwd: string, ...args: string[]): Promise<Finished> {
  return finish(process.execPath, [cli, ...args], { cwd })
}

function folderWith(t: TestContext, notebooks: Record<string, Parameters<typeof notebookFile>[0]>): string {
  const folder = temporaryFolder(t)
  for (const [name, cells] of Object.entries(notebooks)) writeFileSync(join(folder, name), notebookFile(cells))
  return folder
}

async function outputsOf(file: string): Promise<string[]> {
  const { cells } = await readNotebook(file)
  return cells.map(cell => (cell.cell_type === 'code' ? JSON.stringify(cell.outputs) : ''))
}

test('run executes a notebook in its own folder, and writes it and its report', async t => {
  const folder = folderWith(t, {})
  mkdirSync(join(folder, 'deep'))
  writeFileSync(join(folder, 'deep/value.json'), '41')
  writeFileSync(join(folder, 'deep/a.ipynb'), notebookFile(["import value from './value.json'", 'value + 1']))
  const { code, stdout, stderr } = await tsloom(folder, 'run', 'deep/a.ipynb', '--inplace', '--html', 'reports/')
  assert.equal(code, 0, stderr)
  assert.match(stderr, /deep.a\.ipynb: ok, 2 cells/)
  assert.ok(stdout.includes(join(folder, 'reports/a.html')))
  assert.match((await outputsOf(join(folder, 'deep/a.ipynb')))[1] ?? '', /42/)
  assert.match(readFileSync(join(folder, 'reports/a.html'), 'utf8'), /42/)
})

test('run stops at the first failing cell, names it, and exits with 1; the report is written all the same', async t => {
  const folder = folderWith(t, { 'a.ipynb': ['console.log("one")', 'throw new RangeError("too far")', 'console.log("three")'] })
  const { code, stderr } = await tsloom(folder, 'run', 'a.ipynb', '--inplace', '--html', 'a.html')
  assert.equal(code, 1)
  assert.match(stderr, /a\.ipynb: cell 2 of 3, In \[2\]: RangeError: too far/)
  const [first, second, third] = await outputsOf(join(folder, 'a.ipynb'))
  assert.match(first ?? '', /one/)
  assert.match(second ?? '', /RangeError/)
  assert.equal(third, '[]')
  assert.ok(existsSync(join(folder, 'a.html')))
})

test('run goes on after an error with --allow-errors, and where the cell is tagged raises-exception', async t => {
  const folder = folderWith(t, {
    'allowed.ipynb': ['throw new Error("a")', '"reached"'],
    'tagged.ipynb': [{ source: 'throw new Error("a")', tags: ['raises-exception'] }, '"reached"'],
  })
  const allowed = await tsloom(folder, 'run', 'allowed.ipynb', '--allow-errors', '--inplace')
  assert.equal(allowed.code, 1)
  assert.match((await outputsOf(join(folder, 'allowed.ipynb')))[1] ?? '', /reached/)
  const tagged = await tsloom(folder, 'run', 'tagged.ipynb', '--inplace')
  assert.equal(tagged.code, 0, tagged.stderr)
  assert.match((await outputsOf(join(folder, 'tagged.ipynb')))[1] ?? '', /reached/)
})

test('run interrupts a cell that outlasts --timeout and says so', async t => {
  const folder = folderWith(t, { 'a.ipynb': ['console.log("began"); for (;;) {}'] })
  const { code, stderr } = await tsloom(folder, 'run', 'a.ipynb', '--timeout', '1s', '--inplace')
  assert.equal(code, 1)
  assert.match(stderr, /cell 1 of 1.*TimeoutError: the cell ran longer than/)
  assert.match((await outputsOf(join(folder, 'a.ipynb')))[0] ?? '', /began/)
})

test('a cell that asks for input fails instead of waiting', async t => {
  const folder = folderWith(t, { 'a.ipynb': ["import { input } from 'tsloom/jupyter'\nawait input('name? ')"] })
  const { code, stderr } = await tsloom(folder, 'run', 'a.ipynb')
  assert.equal(code, 1, stderr)
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`run keeps what it has when ${signal} ends it`, async t => {
    const folder = folderWith(t, {
      'a.ipynb': [
        'console.log("kept")',
        'console.log("begun"); (await import("node:fs")).writeFileSync("begun", ""); await new Promise(() => {})',
      ],
    })
    const child = spawn(process.execPath, [cli, 'run', 'a.ipynb', '--inplace', '--html', 'a.html'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    t.after(() => child.kill('SIGKILL'))
    let said = ''
    const exit = once(child, 'close')
    const gone = new AbortController()
    child.once('exit', () => gone.abort(new Error('the run ended before its second cell')))
    child.stdout.resume()
    child.stderr.on('data', text => {
      said += text
    })
    await fileAppears(join(folder, 'begun'), AbortSignal.any([gone.signal, AbortSignal.timeout(120_000)]))
    child.kill(signal)
    assert.deepEqual(await exit, [signal === 'SIGINT' ? 130 : 143, null], said)
    assert.match(said, /interrupted after 1 cell/)
    const [first, second] = await outputsOf(join(folder, 'a.ipynb'))
    assert.match(first ?? '', /kept/)
    assert.match(second ?? '', /begun/)
    assert.ok(existsSync(join(folder, 'a.html')))
  })
}

test('run refuses what it cannot do before it starts anything, with exit codes that tell use from failure', async t => {
  const folder = folderWith(t, { 'a.ipynb': ['1'] })
  writeFileSync(join(folder, 'python.ipynb'), notebookFile(['1']).replaceAll('typescript', 'python'))
  const missing = await tsloom(folder, 'run', 'a.ipynb', 'nowhere.ipynb')
  assert.equal(missing.code, 1)
  assert.match(missing.stderr, /nowhere\.ipynb/)
  const python = await tsloom(folder, 'run', 'python.ipynb')
  assert.match(python.stderr, /tsloom runs TypeScript/)
  const connection = await tsloom(folder, 'kernel', '--connection-file', 'python.ipynb')
  assert.equal(connection.code, 1)
  assert.match(connection.stderr, /^tsloom: --connection-file python\.ipynb: .*\n$/)
  const unknown = await tsloom(folder, 'run', 'a.ipynb', '--tiemout', '1s')
  assert.equal(unknown.code, 2)
  assert.match(unknown.stderr, /--tiemout/)
  const unit = await tsloom(folder, 'run', 'a.ipynb', '--timeout', '5')
  assert.equal(unit.code, 2)
  assert.match(unit.stderr, /unit/)
})

test('report writes the page of a notebook as it is', async t => {
  const folder = folderWith(t, { 'a.ipynb': ['const notRun = 1'] })
  const { code, stdout, stderr } = await tsloom(folder, 'report', 'a.ipynb')
  assert.equal(code, 0, stderr)
  assert.equal(stdout.trim(), join(folder, 'a.html'))
  assert.match(readFileSync(join(folder, 'a.html'), 'utf8'), /notRun/)
})

test('doctor finds this installation well', async t => {
  const folder = temporaryFolder(t)
  const { code, stdout } = await finish(process.execPath, [cli, 'doctor'], {
    cwd: folder,
    env: { HOME: folder, JUPYTER_PATH: '', JUPYTER_DATA_DIR: folder },
  })
  assert.equal(code, 0, stdout)
  assert.match(stdout, /ok +kernel: 1 \+ 1 is 2/)
  assert.match(stdout, /note +kernelspec: not installed/)
})

test('each command has help and a version', async t => {
  const folder = temporaryFolder(t)
  for (const command of ['install', 'uninstall', 'kernel', 'run', 'report', 'doctor']) {
    const help = await tsloom(folder, command, '--help')
    assert.equal(help.code, 0)
    assert.match(help.stdout, new RegExp(`Usage: tsloom ${command}`))
    assert.match((await tsloom(folder, command, '--version')).stdout, /^\d+\.\d+\.\d+\n$/)
  }
})
