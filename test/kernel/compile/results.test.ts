import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMachine } from '../../support/notebook-machine.ts'

const machine = await createMachine()

const SHOWN: readonly (readonly [code: string, shown: unknown])[] = [
  ['1 + 1', 2],
  ['1 + 1;', 2],
  ['1 + 1 // a sum', 2],
  ['1 + 1; /* a\n sum */', 2],
  ['1; 2;;', 2],
  ['(1, 2)', 2],
  ["'use strict'", 'use strict'],
  ['3 as number', 3],
  ['await Promise.resolve(4)', 4],
  ['5\ntype After = string', 5],
  ['export default 6', 6],
  ['const a = 1', undefined],
  ['if (true) { 7 }', undefined],
  ['{ let inBlock = 1; inBlock }', undefined],
  ['(() => 1).name', ''],
  ['', undefined],
  ['// nothing', undefined],
  ['({ a: 8 }).a', 8],
  ['[1, 2].length', 2],
  ['`a\n${1 + 1}`', 'a\n2'],
  ['let x9 = 9, y9; y9 = x9', 9],
  ['async function f10() { return 10 } await f10()', 10],
  ['await (async () => { for await (const v of [11]) return v })()', 11],
]

for (const [code, shown] of SHOWN) {
  test(`${JSON.stringify(code)} shows ${JSON.stringify(shown)}`, async () => assert.equal(await machine.run(code), shown))
}

test('braces alone are an object where they can be one, and a block where they cannot', async () => {
  assert.equal(JSON.stringify(await machine.run('{ a: 1, b: [2] }')), '{"a":1,"b":[2]}')
  assert.equal(JSON.stringify(await machine.run(' { a: 1 }\n')), '{"a":1}')
  assert.equal(JSON.stringify(await machine.run('{}')), '{}')
})

test('a function at the end has no name of ours', async () => {
  assert.equal(((await machine.run('() => 1')) as () => number).name, '')
  assert.equal(((await machine.run('(class {})')) as new () => unknown).name, '')
})

test('a promise at the end is the value and is not waited for', async () => {
  const fulfilled = await machine.fulfil('new Promise(() => {})')
  assert.equal(Object.prototype.toString.call(fulfilled?.value), '[object Promise]')
})

test('a cell without a last expression fulfils with undefined, one that ends in undefined with a value', async () => {
  assert.equal(await machine.fulfil('let a'), undefined)
  assert.deepEqual(Object.keys((await machine.fulfil('undefined')) ?? {}), ['value'])
})

test('an expression for user_expressions may be an object literal', async () => {
  const emitted = machine.compiler.emitExpression('{ a: 1 }', { shadowed: new Set() })
  assert.ok(emitted.ok)
  assert.match(emitted.value.js, /return \{ value: \(0, \(\{ a: 1 \}/)
})

test('user_expressions takes one expression only', () => {
  for (const code of ['const a = 1', '1; 2', 'if (a) b', '', '1) + (2']) {
    const emitted = machine.compiler.emitExpression(code, { shadowed: new Set() })
    assert.equal(emitted.ok, false, code)
  }
})
