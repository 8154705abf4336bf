import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyse } from '../../../src/capture/free-variables.ts'

function free(source: string): string[] {
  return [...(analyse(source)?.free.keys() ?? [])].sort()
}

test('parameters, locals of every kind, and the function itself are not free', () => {
  assert.deepEqual(
    free(
      'function f(a, { b, c: [d] = [], ...e }) { let g; const h = 1; var i; class J {} function k() {} return [a, b, d, e, g, h, i, J, k, f] }',
    ),
    [],
  )
})

test('a block keeps its names, a var leaves it', () => {
  assert.deepEqual(free('() => { { let inner = 1; var outer = 2 } return inner + outer }'), ['inner'])
  assert.deepEqual(free('() => { for (let i = 0; i < n; i++) {} return i }'), ['i', 'n'])
  assert.deepEqual(free('() => { try { risky() } catch (error) { error } return error }'), ['error', 'risky'])
  assert.deepEqual(free('() => { switch (x) { case 1: let y = 2; default: y } return y }'), ['x', 'y'])
})

test('keys, labels and members are no references; computed and shorthand ones are', () => {
  assert.deepEqual(free('() => { a: for (;;) { break a } return { key: value, short, [computed]: 1, method() {} }.member[index] }'), [
    'computed',
    'index',
    'short',
    'value',
  ])
})

test('defaults and destructuring targets are references', () => {
  assert.deepEqual(free('(a = first, { b = second, [third]: c } = {}) => { [target.x, other] = a }'), [
    'first',
    'other',
    'second',
    'target',
    'third',
  ])
})

test('what a class needs at its definition is told from what its methods need later', () => {
  const text = analyse(
    'class Kid extends Base { static made = count; field = later; [name]() { return helper } static { setUp() } #p = 1; get p() { return this.#p } }',
  )
  assert.deepEqual(Object.fromEntries(text?.free ?? []), { Base: true, count: true, later: false, name: true, helper: false, setUp: true })
  assert.equal(text?.kind, 'class')
  assert.equal(text?.base, 'Base')
  assert.equal(text?.bound, undefined)
})

test('methods of object literals are understood, getters and computed names too', () => {
  for (const source of [
    'foo() { return x }',
    'async foo() { return x }',
    '*foo() { yield x }',
    'get foo() { return x }',
    "'a b'() { return x }",
  ]) {
    const text = analyse(source)
    assert.equal(text?.form, 'method', source)
    assert.deepEqual([...(text?.free.keys() ?? [])], ['x'])
  }
})

test('super and private names of a class around are seen', () => {
  assert.equal(analyse('foo() { return super.foo() }')?.bound, 'super')
  assert.equal(analyse('foo() { return this.#secret }')?.bound, 'private')
  assert.equal(analyse('() => class extends Object { #a; b() { return super.b(this.#a) } }')?.bound, undefined)
})

test('calls of the runtime are no references, and names of shadowed globals are found', () => {
  const text = analyse('async () => { const $c = __tsloom.enter(); return $c.resume(await __tsloom.shadowed.URL(real)) }')
  assert.deepEqual([...(text?.free.keys() ?? [])], ['real'])
  assert.deepEqual([...(text?.shadowed.keys() ?? [])], ['URL'])
})
