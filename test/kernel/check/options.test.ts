import assert from 'node:assert/strict'
import { test } from 'node:test'
import { libsOfThisNode, nodeTypesPackage } from '../../../kernel/check/node-lib.ts'
import { openNotebook } from './notebook.ts'

test('cells are checked strictly', async () => {
  await using notebook = openNotebook()
  assert.deepEqual(await notebook.errors('const s: string = null; const f = (p) => p', { s: 'const', f: 'const' }), [
    "2322 Type 'null' is not assignable to type 'string'.",
    "7006 Parameter 'p' implicitly has an 'any' type.",
  ])
})

test('a notebook of tslab gets the rules of tslab, from then on and for its earlier names', async () => {
  await using notebook = openNotebook()
  await notebook.cell('let n = 1', { n: 'let' })
  await notebook.checker.relax()
  assert.deepEqual(await notebook.errors('const s: string = null; const f = (p) => p; n = undefined', { s: 'const', f: 'const' }), [])
  assert.deepEqual(await notebook.errors("n = 'x'"), ["2322 Type 'string' is not assignable to type 'number'."])
})

test('a tsconfig.json beside the notebook changes options, and a notice names those that cannot be followed', async () => {
  await using notebook = openNotebook({
    'tsconfig.json': `{ // as people write it
      "extends": "./base.json",
      "compilerOptions": { "noUncheckedIndexedAccess": true, "module": "commonjs", "rootDir": "./src", "lib": ["ES2022", "DOM"], "paths": { "@/*": ["./src/*"] } },
    }`,
    'base.json': '{ "compilerOptions": { "noImplicitAny": false } }',
    'src/m.ts': 'export const m = 5',
  })
  assert.deepEqual(
    await notebook.errors("import { m } from '@/m'; document.title; const f = (p) => p + m; [1][0].toFixed()", { f: 'const' }),
    ["2532 Object is possibly 'undefined'."],
  )
  assert.deepEqual(notebook.notices, ['tsconfig.json: module cannot be followed in a notebook; the other options are.'])
})

test('what is wrong with tsconfig.json is said once, and cells are checked', async () => {
  await using notebook = openNotebook({ 'tsconfig.json': '{ "compilerOptions": { "strict": "maybe", "foo": 1 } }' })
  assert.equal((await notebook.errors('const s: string = 1')).length, 1)
  assert.equal((await notebook.errors('const s: string = 1')).length, 1)
  assert.deepEqual(notebook.notices, [
    "tsconfig.json: Compiler option 'strict' requires a value of type boolean. Unknown compiler option 'foo'.",
  ])
})

test('the lib is what the running Node has', async () => {
  await using notebook = openNotebook()
  for (const [member, ts] of [
    ['groupBy' in Object, 'Object.groupBy([1], () => 1)'],
    ['withResolvers' in Promise, 'Promise.withResolvers()'],
    ['union' in Set.prototype, 'new Set([1]).union(new Set([2]))'],
    ['fromAsync' in Array, 'await Array.fromAsync([1])'],
    ['isError' in Error, 'Error.isError(1)'],
    ['Float16Array' in globalThis, 'new Float16Array(1)'],
  ] as const) {
    assert.equal((await notebook.errors(ts)).length === 0, member, ts)
  }
})

test('a Node with everything gets every lib, and its major decides on the types', () => {
  assert.ok(libsOfThisNode({ Float16Array: 1, Iterator: 1, Temporal: 1 }).includes('ESNext.Temporal'))
  assert.ok(!libsOfThisNode({}).includes('ESNext.Temporal'))
  assert.deepEqual(['20.19.0', '21.0.0', '22.1.0', '23.0.0', '24.0.0', '26.1.0'].map(nodeTypesPackage), [
    '@types/node',
    '@types/node',
    'types-node-22',
    'types-node-22',
    'types-node-24',
    'types-node-24',
  ])
})
