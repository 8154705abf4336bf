import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createChecker } from '../../../kernel/check/checker.ts'
import { createProjectDirectory, removeStaleDirectories } from '../../../kernel/check/project-directory.ts'
import { openNotebook, request, type TestNotebook } from './notebook.ts'

function kill(notebook: TestNotebook): void {
  if (notebook.types.pid === undefined) throw new Error('no server runs')
  process.kill(notebook.types.pid, 'SIGKILL')
}

test('a server that dies is replaced, and the notebook keeps its names', async () => {
  await using notebook = openNotebook()
  await notebook.cell('const a = 1', { a: 'const' })
  kill(notebook)
  assert.deepEqual(await notebook.errors('const s: string = a'), ["2322 Type 'number' is not assignable to type 'string'."])
  kill(notebook)
  assert.equal((await notebook.checker.inspect(request('a'), 1))?.signature, 'const a: 1')
  assert.deepEqual(notebook.notices, [])
})

test('without a server cells pass, one notice says why, and nothing else fails', async () => {
  await using notebook = openNotebook({}, { executable: '/no/such/tsc' })
  assert.deepEqual(await notebook.errors('const s: string = 1'), [])
  assert.deepEqual(await notebook.errors('const s: string = 1'), [])
  assert.deepEqual(await notebook.checker.complete(request('s'), 1), [])
  assert.equal(await notebook.checker.inspect(request('s'), 1), undefined)
  await notebook.checker.relax()
  await notebook.checker.reset()
  assert.deepEqual(notebook.notices, ['Types are not checked any more: tsc did not start (spawn /no/such/tsc ENOENT)'])
})

/** A stand-in for tsc. */
function program(text: string): { readonly file: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'tsloom-fake-tsc-'))
  const file = join(folder, 'tsc')
  writeFileSync(file, `#!/bin/sh\n${text}\n`)
  chmodSync(file, 0o755)
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

test('a server that always dies is given up, with what it said', async () => {
  const fake = program('echo "cannot load" >&2; exit 3')
  await using notebook = openNotebook({}, { executable: fake.file })
  for (let cell = 0; cell < 4; cell++) assert.deepEqual(await notebook.errors('const s: string = 1'), [])
  assert.deepEqual(notebook.notices, ['Types are not checked any more: tsc ended (exit code 3): cannot load'])
  fake.remove()
})

test('a server that never answers lets the cell run, unchecked', async () => {
  const fake = program('cat > /dev/null')
  await using notebook = openNotebook({}, { executable: fake.file })
  const checker = createChecker(notebook.types, { check: 50, answer: 50 })
  assert.deepEqual((await checker.check(request('const s: string = 1'), { publish: 'if-clean' })).diagnostics, [])
  assert.deepEqual(await checker.complete(request('s'), 1), [])
  fake.remove()
})

test('the names of a cell that could not be checked may be anything in later cells', async () => {
  await using notebook = openNotebook()
  const deadlines = { check: 0, answer: 3_000 }
  const checker = createChecker(notebook.types, deadlines)
  await checker.check(request('const a = 1; class C {}', { a: 'const', C: 'class' }), { publish: 'if-clean' })
  deadlines.check = 30_000
  const { diagnostics } = await checker.check(request('const c: C = new C(); a = 1; a.b.c; const s: string = 1'), { publish: 'if-clean' })
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    ["Type 'number' is not assignable to type 'string'."],
  )
})

test('a server whose types outgrow its limit is replaced by one with a wider limit', async t => {
  if (process.platform !== 'linux') return t.skip('elsewhere there is no limit')
  await using notebook = openNotebook({}, { limits: [1, 2000] })
  const limitOf = (pid: number | undefined) => /GOMEMLIMIT=(\w+)/.exec(readFileSync(`/proc/${pid}/environ`, 'utf8'))?.[1]
  assert.equal(limitOf(notebook.types.pid), '1MiB')
  await notebook.cell("import * as fs from 'node:fs'", { fs: 'import' })
  assert.deepEqual(await notebook.errors('fs.readFileSync'), [])
  assert.equal(limitOf(notebook.types.pid), '2000MiB')
})

test('a server whose types outgrow every limit is replaced by one without', async () => {
  await using notebook = openNotebook({}, { limits: [1, 2] })
  await notebook.cell("import * as fs from 'node:fs'; const a = 1", { fs: 'import', a: 'const' })
  const first = notebook.types.pid
  assert.deepEqual(await notebook.errors('const s: string = a'), ["2322 Type 'number' is not assignable to type 'string'."])
  const second = notebook.types.pid
  // Elsewhere there is no limit to outgrow.
  assert.equal(second !== first, process.platform === 'linux')
  await notebook.cell("import * as os from 'node:os'", { os: 'import' })
  assert.deepEqual(await notebook.errors('os.cpus(); fs.readFileSync; a'), [])
  assert.equal(notebook.types.pid, second)
})

test('the files are private and gone after closing; closing twice is fine', async () => {
  const notebook = openNotebook()
  await notebook.cell('1')
  const { root } = notebook.types.project
  assert.equal(statSync(root).mode & 0o777, 0o700)
  await notebook.checker.close()
  await notebook[Symbol.asyncDispose]()
  assert.equal(existsSync(root), false)
})

test('closing settles what is still waiting', async () => {
  const notebook = openNotebook()
  const waiting = Promise.all([
    notebook.errors('const s: string = 1'),
    notebook.checker.complete(request('a'), 1),
    notebook.checker.inspect(request('a'), 1),
  ])
  await notebook[Symbol.asyncDispose]()
  assert.deepEqual(await waiting, [[], [], undefined])
})

test('directories of kernels that were killed are removed, those of living ones stay', async () => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'tsloom-base-')))
  const own = createProjectDirectory(base, base)
  const dead = spawnSync(process.execPath, ['-e', '']).pid
  const name = own.root.replace(`-${process.pid}-`, `-${dead}-`)
  mkdirSync(name)
  mkdirSync(join(base, 'tsloom-types-other'))
  await removeStaleDirectories(base)
  assert.deepEqual(readdirSync(base).sort(), [own.root.slice(base.length + 1), 'tsloom-types-other'].sort())
  rmSync(base, { recursive: true })
})
