import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { projectRoot } from '../../support/project-root.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

type Run = (command: string, args: string[], cwd: string) => number
const module: { prepare(root: string, how: { say(line: string): void; run: Run }): void } = await import(
  pathToFileURL(join(projectRoot, 'kernel/dev/prepare.mjs')).href
)

const steps = [
  ['bundle-kernel.js', 'bundle'],
  ['pack-plotly.js', 'plotly'],
  ['copy-figure-font.js', 'font'],
] as const

/** A tree with one source file; `ran` records the commands, which pretend to succeed. */
function tree(t: TestContext) {
  const root = temporaryFolder(t)
  const ran: string[] = []
  const write = (file: string, text: string) => {
    mkdirSync(join(root, file, '..'), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  const lock = (version: string) =>
    JSON.stringify({ packages: { '': {}, 'node_modules/left': { version }, 'node_modules/mac': { version: '1', optional: true } } })
  write('package-lock.json', lock('1.0.0'))
  write('node_modules/.package-lock.json', lock('1.0.0'))
  write('tsconfig.json', '{}')
  write('src/a.ts', 'export {}')
  const run: Run = (command, args) => {
    const npm = command.startsWith('npm')
    ran.push(npm ? `npm ${args[0]}` : (steps.find(([file]) => args[0]?.endsWith(file))?.[1] ?? 'tsc'))
    if (npm) cpSync(join(root, 'package-lock.json'), join(root, 'node_modules/.package-lock.json'), { recursive: true })
    return 0
  }
  const prepare = (runner = run) => {
    ran.length = 0
    const said: string[] = []
    module.prepare(root, { say: line => said.push(line), run: runner })
    return { ran: [...ran], said }
  }
  return { root, write, lock, prepare }
}

test('a clean clone is installed and built, and a second time nothing is done', t => {
  const { root, prepare } = tree(t)
  rmSync(join(root, 'node_modules'), { recursive: true })
  mkdirSync(join(root, 'node_modules'))
  const first = prepare()
  assert.deepEqual(first.ran, ['npm install', 'tsc', 'bundle', 'plotly', 'font'])
  assert.equal(first.said.length, 2)
  assert.deepEqual(prepare(), { ran: [], said: [] })
})

test('a changed lock file installs again, and names what changed', t => {
  const { write, lock, prepare } = tree(t)
  prepare()
  write('package-lock.json', lock('2.0.0'))
  const { ran, said } = prepare()
  assert.deepEqual(ran, ['npm install', 'tsc', 'bundle', 'plotly', 'font'])
  assert.match(said[0] ?? '', /left/)
})

test('an optional package for another platform is not missed', t => {
  const { write, prepare } = tree(t)
  write('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/left': { version: '1.0.0' } } }))
  assert.deepEqual(prepare().ran, ['tsc', 'bundle', 'plotly', 'font'])
})

test('an edited, added or removed source builds again', t => {
  const { root, write, prepare } = tree(t)
  prepare()
  utimesSync(join(root, 'src/a.ts'), 1, 1)
  assert.deepEqual(prepare().ran, ['tsc', 'bundle', 'plotly', 'font'])
  write('src/b.ts', 'export {}')
  assert.deepEqual(prepare().ran, ['tsc', 'bundle', 'plotly', 'font'])
  rmSync(join(root, 'src/b.ts'))
  assert.deepEqual(prepare().ran, ['tsc', 'bundle', 'plotly', 'font'])
})

test('what a removed source had become is removed from dist', t => {
  const { root, write, prepare } = tree(t)
  write('dist/src/a.js', '')
  write('dist/src/gone.js', '')
  prepare()
  assert.ok(existsSync(join(root, 'dist/src/a.js')))
  assert.ok(!existsSync(join(root, 'dist/src/gone.js')))
})

test('sources that do not compile are an error, and are compiled again the next time', t => {
  const { prepare } = tree(t)
  assert.throws(() => prepare(() => 2), /do not compile/)
  assert.deepEqual(prepare().ran, ['tsc', 'bundle', 'plotly', 'font'])
})
