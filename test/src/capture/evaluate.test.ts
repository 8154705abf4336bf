import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluate } from '../../../src/capture/evaluate.ts'
import type { FunctionDefinition } from '../../../src/capture/shipment.ts'

const definition: FunctionDefinition = {
  kind: 'function',
  id: 1,
  name: 'f',
  source: '() => {\n  throw new Error(`${text}`)\n}',
  form: 'expression',
  location: undefined,
  scope: 'global',
  locals: ['text'],
  eager: [],
}

test('errors show where the function stood, also on the first line of its file', () => {
  for (const line of [0, 1, 7]) {
    const { value } = evaluate({ ...definition, location: { file: 'In[2]', line, column: 12 } }, undefined, ['here'])
    assert.throws(value as () => void, ({ message, stack }: Error) => {
      assert.equal(message, 'here')
      assert.match(String(stack), new RegExp(`In\\[2\\]:${line + 2}:9`))
      return true
    })
  }
})

test('a local is set later as well', () => {
  const { value, locals } = evaluate({ ...definition, source: '() => text' }, undefined, ['first'])
  const read = value as () => unknown
  assert.equal(read(), 'first')
  locals?.set('text', 'second')
  assert.equal(read(), 'second')
  locals?.set('other', 'ignored')
  assert.equal(read(), 'second')
})
