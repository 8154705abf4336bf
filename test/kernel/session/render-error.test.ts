import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { renderError } from '../../../kernel/session/render-error.ts'
import { createStackFrames } from '../../../kernel/session/stack-frames.ts'
import { createMachine } from '../../support/notebook-machine.ts'

const frames = createStackFrames()
const shown = (thrown: unknown): string => stripVTControlCharacters(renderError(thrown, frames).traceback.join('\n'))

function failure(message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { stack: `Error: ${message}\n    at f (file:///a.ts:1:2)` }, more)
}

test('class, message and stack', () => {
  assert.deepEqual(shown(Object.assign(failure('m'), { name: 'TypeError' })), 'TypeError: m\n    at f (file:///a.ts:1:2)')
  class Mine extends Error {}
  assert.equal(renderError(new Mine('x'), frames).name, 'Mine')
})

test("messages of V8 speak of the user's code, not of the compiler's", async () => {
  const machine = await createMachine()
  const messages = async (code: string): Promise<string> => {
    const error = await machine.run(code).then(
      () => assert.fail('nothing was thrown'),
      (reason: Error) => reason,
    )
    const { message, traceback } = renderError(error, frames)
    assert.ok(stripVTControlCharacters(traceback[0] ?? '').endsWith(message))
    return message
  }
  assert.equal(await messages('(await undefined as any)()'), 'await … is not a function')
  assert.equal(await messages('for (const x of await 5 as any) x'), 'await … is not iterable')
  assert.equal(await messages('const { a } = await undefined as any'), "Cannot destructure property 'a' of 'await …' as it is undefined.")
  assert.equal(await messages('try {} finally { (await undefined as any)() }'), 'await … is not a function')
  assert.equal(await messages('const fetch: any = 5; fetch()'), 'fetch is not a function')
  assert.equal(await messages('import.meta.nothing()'), 'import.meta.nothing is not a function')
})

test('messages of several lines are shown once', () => {
  assert.equal(shown(failure('one\ntwo')), 'Error: one\ntwo\n    at f (file:///a.ts:1:2)')
})

test('chains end, however long or circular', () => {
  let deep: Error = failure('bottom')
  for (let i = 0; i < 1000; i++) deep = failure(`level ${i}`, { cause: deep })
  assert.ok(shown(deep).split('Caused by').length < 20)
  const round = failure('round')
  round.cause = failure('other', { cause: round })
  assert.match(shown(round), /other[^]*\[circular\]/)
})

test('of many inner errors the first are shown and the rest counted', () => {
  const many = new AggregateError(
    Array.from({ length: 1000 }, (_, i) => failure(`e${i}`)),
    'all',
  )
  const text = shown(many)
  assert.match(text, /\[errors 0\] Error: e0/)
  assert.match(text, /and 995 more errors/)
})

test('own properties are shown, but not what is shown already', () => {
  const text = shown(failure('m', { code: 'E', cause: failure('c'), errors: [] }))
  assert.match(text, /\{ code: 'E' \}/)
  assert.doesNotMatch(text, /stack|errors/)
})

test('what is no Error says so', () => {
  assert.deepEqual(
    ['text', 5, null, undefined, { a: 1 }].map(value => renderError(value, frames).message),
    ['text', '5', 'null', 'undefined', '{ a: 1 }'],
  )
})

test('nothing that is thrown makes it throw', () => {
  const trap = () => {
    throw new Error('trap')
  }
  const hostile = new Proxy(new Error('x'), { get: trap, getPrototypeOf: trap, ownKeys: trap, getOwnPropertyDescriptor: trap, has: trap })
  const getters = failure('x')
  for (const key of ['name', 'message', 'stack', 'cause', 'errors', 'code'])
    Object.defineProperty(getters, key, { get: trap, enumerable: true })
  const custom = { [Symbol.for('nodejs.util.inspect.custom')]: trap }
  for (const thrown of [
    hostile,
    getters,
    custom,
    Object.create(null),
    {
      get [Symbol.toStringTag]() {
        return trap()
      },
    },
  ])
    assert.equal(renderError(thrown, frames).traceback.length > 0, true)
})
