import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Names, openNotebook, request } from './notebook.ts'

test('the same cell once more is not asked about again, until something that it uses has changed', async () => {
  await using notebook = openNotebook({ 'sizes.ts': 'export const size = 1' })
  const free = () => notebook.types.slots.free
  await notebook.cell("import { size } from './sizes.ts'\nlet width = 2", { size: 'import', width: 'let' })
  const again = () => notebook.errors('var wide = width.toFixed(size)', { wide: 'var' })
  assert.deepEqual(await again(), [])
  await notebook.cell('const other = 3', { other: 'const' })
  const before = free()
  assert.deepEqual(await again(), [])
  // What is checked takes a slot for what it declares.
  assert.equal(free(), before)
  assert.deepEqual(await notebook.errors('wide.length'), [])
  notebook.write('sizes.ts', "export const size = 'large'")
  assert.match((await again()).join(), /^2345/)
  notebook.write('sizes.ts', 'export const size = 3')
  assert.deepEqual(await again(), [])
  await notebook.cell("let width = 'narrow'", { width: 'let' })
  assert.match((await again()).join(), /toFixed/)
})

test('imports of this library and of Node leave nothing to look at again', async () => {
  await using notebook = openNotebook()
  const free = () => notebook.types.slots.free
  const cells = [
    "import * as $tsloom from 'tsloom'\nlet pool = $tsloom.ThreadPool",
    "import {\n  join,\n} from 'node:path'\nlet joined = join('a')",
  ]
  const run = async () => {
    for (const [index, cell] of cells.entries())
      assert.deepEqual(await notebook.errors(cell, { [['pool', 'joined'][index] as string]: 'let' }), [])
  }
  await run()
  const before = free()
  await run()
  assert.equal(free(), before)
})

test('a cell that says something of the global scope, or is withdrawn, has its like checked again', async () => {
  await using notebook = openNotebook()
  assert.deepEqual(await notebook.errors('let n = sizes', { n: 'let' }), ["2304 Cannot find name 'sizes'."])
  await notebook.cell('declare global { var sizes: number }\nexport {}')
  const first = await notebook.cell('let n = sizes', { n: 'let' })
  assert.deepEqual(first.diagnostics, [])
  first.rollBack(new Set())
  assert.deepEqual(await notebook.errors('n'), ["2304 Cannot find name 'n'."])
  assert.deepEqual(await notebook.errors('let n = sizes', { n: 'let' }), [])
  assert.deepEqual(await notebook.errors('n.toFixed()'), [])
})

test('a name that another cell has declared since is declared anew by the same cell', async () => {
  await using notebook = openNotebook()
  const number = () => notebook.errors('let n = 1', { n: 'let' })
  await number()
  await notebook.cell("let n = 'one'", { n: 'let' })
  assert.deepEqual(await number(), [])
  assert.deepEqual(await notebook.errors('n.toFixed()'), [])
})

test('a cell that exports from a file is looked at again, and so are those that use it', async () => {
  await using notebook = openNotebook({ 'sizes.ts': 'export const size = 1' })
  const reexport = () => notebook.errors("export { size } from './sizes.ts'", { size: ['export-alias', 'size', './sizes.ts'] })
  await reexport()
  assert.deepEqual(await notebook.errors('size.toFixed()'), [])
  // TypeScript is asked for its files in between.
  await notebook.checker.complete(request('size'), 4)
  notebook.write('sizes.ts', "export const size = 'large'")
  assert.match((await notebook.errors('size.toFixed()')).join(), /^2551|^2339/)
  notebook.write('sizes.ts', 'export const length = 1')
  assert.match((await reexport()).join(), /^2305/)
})

test('what says something of the global scope counts also where it has a fault of its own', async () => {
  await using notebook = openNotebook()
  const errors = async (ts: string, names: Names = {}) =>
    (await notebook.checker.check(request(ts, names), { publish: 'always' })).diagnostics.map(({ code }) => code)
  const failure = "const failure: Error = { name: '', message: '' }"
  assert.deepEqual(await errors(failure, { failure: 'const' }), [])
  assert.deepEqual(await errors("declare global { interface Error { extra: number } }\nconst n: number = ''", { n: 'const' }), [2322])
  assert.deepEqual(await errors(failure, { failure: 'const' }), [2741])
})

test('a version that takes the place of a forgotten one is no reason to believe what was found of that', async () => {
  await using notebook = openNotebook()
  await notebook.cell('const n = 5', { n: 'const' })
  assert.deepEqual(await notebook.errors('n.toFixed()'), [])
  // More than can be withdrawn: the places of the first are free again.
  for (let version = 0; version < 140; version++) {
    await notebook.cell(`const n = 'text ${version}'`, { n: 'const' })
    assert.equal((await notebook.errors('n.toFixed()')).length, 1, `version ${version}`)
  }
})
