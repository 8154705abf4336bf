import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyse } from '../../../src/capture/free-variables.ts'
import { ScriptText } from '../../../src/capture/script-text.ts'

const SCRIPT = `
import { join } from 'node:path'
const limit = 3
let count = 0
let later
var early = 1
export const next = () => ++count
function make(base, { step = limit } = {}) {
  for (const item of [1]) base.push(() => item + step)
  return function total(n) { return n > 0 ? total(n - 1) : base.length }
}
class Box extends Map { value() { return limit } static of() { return new Box() } }
export default { method(x) { return join(x, String(limit)) } }
`

test('what a variable holds for ever is told from what may be assigned', () => {
  const script = new ScriptText(SCRIPT)
  const fixed = (name: string, value: unknown = 1) => script.fixed(new Map([[name, value]]), new Set())
  for (const name of ['join', 'limit', 'make', 'base', 'step', 'item', 'Box']) assert.equal(fixed(name), true, name)
  for (const name of ['count', 'early', 'unknown']) assert.equal(fixed(name), false, name)
  assert.equal(script.fixed(new Map([['later', undefined]]), new Set()), false, 'perhaps it is not initialised yet')
  assert.equal(script.fixed(new Map(), new Set(['limit'])), false, 'nor is what was not found')
  assert.equal(script.fixed(new Map(), new Set(['nowhere'])), true)
})

test('assignments of every form are seen', () => {
  const forms = [
    'a = 1',
    'a += 1',
    'a++',
    '[a] = [1]',
    '({ a } = {})',
    '({ b: [a = 2] } = {})',
    '[...a] = []',
    '(a) = 1',
    'for (a of []);',
    'for (a in {});',
    'a ??= 1',
  ]
  for (const form of forms) assert.equal(new ScriptText(`let a = 0; () => { ${form} }`).fixed(new Map([['a', 0]]), new Set()), false, form)
  for (const form of ['b.a = 1', 'b[a] = 1', 'const { a } = b', 'f(a)'])
    assert.equal(new ScriptText(`let a = 0, b = {}; () => { ${form} }`).fixed(new Map([['a', 0]]), new Set()), true, form)
})

test('of a script that evaluates text, or that is not understood, nothing is held to stay', () => {
  for (const text of ['const a = 1; eval("")', 'const a = 1; ???'])
    assert.equal(new ScriptText(text).fixed(new Map([['a', 1]]), new Set()), false)
})

test('a function found in its script is understood as it is alone', () => {
  const script = new ScriptText(SCRIPT)
  const texts = [
    '() => ++count',
    '() => item + step',
    'function total(n) { return n > 0 ? total(n - 1) : base.length }',
    'method(x) { return join(x, String(limit)) }',
    'value() { return limit }',
    SCRIPT.match(/class .*/)?.[0] ?? '',
    SCRIPT.match(/function make.*?\n}/s)?.[0] ?? '',
  ]
  for (const text of texts) assert.deepEqual(script.function(text), analyse(text), text)
  assert.notEqual(script.function('() => ++count'), undefined)
  assert.equal(script.function('++count'), undefined, 'no function')
  assert.equal(script.function('() => 1'), undefined, 'not there')
})
