import assert from 'node:assert/strict'
import { readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openNotebook } from './notebook.ts'

const typed = {
  'node_modules/typed/package.json': '{"name":"typed","type":"module","exports":{".":{"types":"./t.d.ts","default":"./t.js"}}}',
  'node_modules/typed/t.d.ts': 'export default function typed(a: string): number; export type Named = { n: 1 }',
}

test('imports of a cell reach later cells: default, named, namespace, types, JSON', async () => {
  await using notebook = openNotebook({
    ...typed,
    'data.json': '{"list":[1]}',
    'util.ts': 'export const helper = (a: number) => a + 1; export interface Shape { w: number }',
  })
  assert.deepEqual(
    await notebook.errors(
      `import typed, { type Named } from 'typed'; import * as path from 'node:path'; import type { Stats } from 'fs'
      import { helper, type Shape } from './util.ts'; import data from './data.json'`,
      { typed: 'import', Named: 'import', path: 'import', Stats: 'import', helper: 'import', Shape: 'import', data: 'import' },
    ),
    [],
  )
  assert.deepEqual(
    await notebook.errors(
      "const n: Named = { n: 1 }; const s: Shape = { w: helper(typed('a')) }; data.list[0]?.toFixed(); path.join('a'); let st: Stats | undefined",
    ),
    [],
  )
  assert.deepEqual(await notebook.errors('typed(1)'), ["2345 Argument of type 'number' is not assignable to parameter of type 'string'."])
})

test('what a cell exports from a module has its type in later cells', async () => {
  await using notebook = openNotebook({ 'util.ts': 'export const size = 1; export default class Plan { steps = 1 }' })
  assert.deepEqual(
    await notebook.errors("export { size, default as Plan } from './util.ts'; export * as util from './util.ts'", {
      size: ['export-alias', 'size', './util.ts'],
      Plan: ['export-alias', 'default', './util.ts'],
      util: ['export-alias', '*', './util.ts'],
    }),
    [],
  )
  assert.deepEqual(await notebook.errors('size.toFixed(); new Plan().steps; util.size'), [])
  for (const wrong of ['size.length', 'new Plan().length', 'util.length']) assert.match((await notebook.errors(wrong)).join(), /^2339/)
})

test('globals of a file that is imported for nothing else stay, however often that is done', async () => {
  await using notebook = openNotebook({ 'globals.ts': 'export {}; declare global { var depth: number }' })
  const cells = () => readdirSync(notebook.types.project.cells).filter(name => name.startsWith('cell_')).length
  await notebook.cell('0')
  const before = cells()
  for (let time = 0; time < 70; time++) {
    assert.deepEqual(await notebook.errors("import './globals.ts'"), [])
    assert.deepEqual(await notebook.errors('depth.toFixed()'), [])
  }
  assert.equal(cells(), before)
})

test('a file that was edited while no cell imported it is read again', async () => {
  await using notebook = openNotebook({ 'util.ts': 'export const size = 1' })
  // What is younger than the reading of it counts as changed anyway.
  utimesSync(join(notebook.folder, 'util.ts'), 1000, 1000)
  await notebook.cell("import { size } from './util.ts'", { size: 'import' })
  await notebook.checker.reset()
  // TypeScript is asked for its files after an import, when nothing else is to do.
  assert.deepEqual(await notebook.errors("import { join } from 'node:path'"), [])
  notebook.write('util.ts', 'export const helper = 1')
  assert.deepEqual(await notebook.errors("import { helper } from './util.ts'"), [])
})

test('modules resolve as from the folder of the notebook, packages also from the folders above', async () => {
  await using outer = openNotebook({ ...typed, 'above.ts': 'export const above = 1', 'books/beside.ts': 'export const beside = 2' })
  await using notebook = openNotebook({}, { directory: join(outer.folder, 'books') })
  assert.deepEqual(
    await notebook.errors(
      "import { above } from '../above.ts'; import { beside } from './beside'; import typed from 'typed'; typed(String(above + beside))",
    ),
    [],
  )
})

test('a package without types is any', async () => {
  await using notebook = openNotebook({
    'node_modules/plain/package.json': '{"name":"plain","main":"p.js"}',
    'node_modules/plain/p.js': 'module.exports = 1',
  })
  assert.deepEqual(await notebook.errors("import plain from 'plain'; plain.whatever()"), [])
})

test('a package that is installed while the notebook runs is found, and until then it is said how to install it', async () => {
  await using notebook = openNotebook()
  const install = "\n  To install it, in the notebook's folder: npm install typed"
  assert.deepEqual(await notebook.errors("import typed from 'typed'"), [
    `2307 Cannot find module 'typed' or its corresponding type declarations.${install}`,
  ])
  assert.deepEqual(await notebook.errors("import 'typed'"), [
    `2882 Cannot find module or type declarations for side-effect import of 'typed'.${install}`,
  ])
  assert.match((await notebook.errors("import '@my/typed/sub'"))[0] ?? '', /npm install @my\/typed$/)
  assert.doesNotMatch((await notebook.errors("import a from './typed'")).join(), /npm install/)
  for (const [file, text] of Object.entries(typed)) notebook.write(file, text)
  assert.deepEqual(await notebook.errors("import 'typed'"), [])
  assert.deepEqual(await notebook.errors("import typed from 'typed'; typed('a').toFixed()"), [])
})

test('an edited module of the notebook has its new types in the next cell', async () => {
  await using notebook = openNotebook({ 'util.ts': 'export const v = 1' })
  assert.deepEqual(await notebook.errors("import { v } from './util.ts'", { v: 'import' }), [])
  assert.deepEqual(await notebook.errors('v.toFixed()'), [])
  notebook.write('util.ts', "export const v = 'text'")
  utimesSync(join(notebook.folder, 'util.ts'), 1, 1)
  assert.deepEqual(await notebook.errors('v.toUpperCase()'), [])
})

test('tslab and tsloom are those that the kernel brings', async () => {
  await using notebook = openNotebook()
  assert.deepEqual(await notebook.errors("import * as tslab from 'tslab'; tslab.display.html('<b>x</b>')"), [])
  assert.deepEqual(await notebook.errors("import { spawnThread } from 'tsloom'; spawnThread.nothing"), [
    "2339 Property 'nothing' does not exist on type 'Spawner'.",
  ])
})

test('Node is typed, the browser is not', async () => {
  await using notebook = openNotebook()
  assert.deepEqual(
    await notebook.errors(
      "process.version; Buffer.from('x'); new URL('http://x'); structuredClone(1); [1].toSorted(); Symbol.dispose; await fetch('x')",
    ),
    [],
  )
  assert.match((await notebook.errors('document')).join(), /2584 Cannot find name 'document'/)
})
