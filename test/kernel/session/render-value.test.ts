import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderValue } from '../../../kernel/session/render-value.ts'

const DISPLAY = Symbol.for('Jupyter.display')

test('a plain value is inspected', async () => {
  assert.deepEqual(await renderValue('x'), { data: { 'text/plain': "\u001b[32m'x'\u001b[39m" } })
  assert.deepEqual(await renderValue(null), { data: { 'text/plain': '\u001b[1mnull\u001b[22m' } })
})

test('a display method gives the bundle, with metadata or without, at once or later', async () => {
  assert.deepEqual(await renderValue({ [DISPLAY]: () => ({ 'text/html': 'h' }) }), { data: { 'text/html': 'h' } })
  assert.deepEqual(
    await renderValue({
      async [DISPLAY]() {
        return { data: { 'text/html': 'h' }, metadata: { m: 1 } }
      },
    }),
    { data: { 'text/html': 'h' }, metadata: { m: 1 } },
  )
  class Shape {
    radius = 2;
    [DISPLAY]() {
      return { 'text/plain': `r=${this.radius}` }
    }
  }
  assert.deepEqual(await renderValue(new Shape()), { data: { 'text/plain': 'r=2' } })
  assert.deepEqual(await renderValue(Object.assign(() => 1, { [DISPLAY]: () => ({ 'text/plain': 'f' }) })), { data: { 'text/plain': 'f' } })
})

test('a bundle with a key named data is a bundle', async () => {
  assert.deepEqual(await renderValue({ [DISPLAY]: () => ({ data: 'x', 'text/plain': 'y' }) }), { data: { data: 'x', 'text/plain': 'y' } })
})

test('what is no bundle is refused by name', async () => {
  for (const bundle of ['text', null, [1]])
    await assert.rejects(renderValue({ [DISPLAY]: () => bundle }), /must return an object of MIME type/)
})

test('a proxy that refuses to be looked at is shown as text', async () => {
  const trap = () => {
    throw new Error('trap')
  }
  const { data } = await renderValue(new Proxy({ a: 1 }, { get: trap, has: trap, ownKeys: trap }))
  assert.match(String(data['text/plain']), /a/)
})
