import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CellRefused, createMachine, type MachineOptions } from '../../support/notebook-machine.ts'

const modules: NonNullable<MachineOptions['modules']> = {
  lib: { default: 'the default', a: 1, b: 2, 'odd name': 3 },
  './data.json': { default: { x: 1 } },
}

async function shown(...cells: string[]): Promise<unknown> {
  const machine = await createMachine({ modules })
  let value: unknown
  for (const cell of cells) value = await machine.run(cell)
  return value === undefined ? undefined : structuredClone(value)
}

test('default, named, renamed and namespace imports become variables', async () => {
  assert.deepEqual(
    await shown("import d, { a, b as c, 'odd name' as odd } from 'lib'\nimport * as ns from 'lib'", '[d, a, c, odd, ns.b]'),
    ['the default', 1, 2, 3, 2],
  )
})

test('a default and a namespace may be imported at once', async () => {
  assert.deepEqual(await shown("import d, * as ns from 'lib'\n[d, ns.a]"), ['the default', 1])
})

test('imports run before everything else in the cell', async () => {
  assert.equal(await shown("const sum = a + b\nimport { a, b } from 'lib'\nsum"), 3)
})

test('an import for its side effects only is made', async () => {
  const machine = await createMachine({ modules })
  await machine.run("import 'lib'")
  assert.ok(machine.calls.includes('import lib'))
})

test('type-only imports leave nothing', async () => {
  const machine = await createMachine({ modules })
  await machine.run(
    "import type D from 'gone'; import { type A } from 'gone'; import type { B } from 'gone'; export type { B }\nconst x: A = 1",
  )
  assert.deepEqual(machine.calls, [])
})

test('an import that is used only as a type does not fail when there is no such value', async () => {
  assert.equal(await shown("import { Shape } from 'lib'\nconst s: Shape = 1; s"), 1)
})

test('import attributes are handed on', async () => {
  const machine = await createMachine({ modules })
  assert.match(
    machine.compile("import data from './data.json' with { type: 'json' }").js,
    /__tsloom\.import\('\.\/data\.json', \{ with: \{ "type": "json" \} \}, \{ "data": "default" \}\)/,
  )
})

test('dynamic import goes through the runtime, in functions too', async () => {
  assert.equal(await shown("const load = (name: string) => import(name)\n;(await load('lib')).a"), 1)
})

test('import.meta is that of the folder', async () => {
  assert.equal(await shown('import.meta.dirname'), '/folder')
})

test('an export from another module fills variables of this notebook', async () => {
  assert.deepEqual(await shown("export { a, b as c, default as d } from 'lib'; export * as ns from 'lib'", '[a, c, d, ns.b]'), [
    1,
    2,
    'the default',
    2,
  ])
})

test("'export *' is refused with advice", async () => {
  const machine = await createMachine({ modules })
  assert.throws(
    () => machine.compile("export * from 'lib'"),
    (error: unknown) => error instanceof CellRefused && /Name them/.test(error.message),
  )
})

test('an imported name that is a global of Node is kept beside it', async () => {
  const machine = await createMachine({ modules: { timers: { setTimeout: () => 'mine' } } })
  const original = machine.context.setTimeout
  assert.equal(await machine.run("import { setTimeout } from 'timers'\nsetTimeout()"), 'mine')
  assert.equal(machine.context.setTimeout, original)
  assert.equal(await machine.run('(() => setTimeout())()'), 'mine')
})

test('a cell goes on only when its imports are there, and keeps nothing of a failing one', async () => {
  const machine = await createMachine()
  await assert.rejects(machine.run("import { x } from 'no-such-module-anywhere'\nconst y = 1"), /no-such-module-anywhere/)
  assert.equal(machine.context.y, undefined)
})
