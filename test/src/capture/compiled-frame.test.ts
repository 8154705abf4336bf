import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFrame } from '../../../src/capture/compiled-frame.ts'

const frame = createFrame({ enter: () => {}, stopped: () => undefined, pending: new Set() })

async function valuesOf(iterable: unknown): Promise<unknown[]> {
  const values: unknown[] = []
  for await (const value of frame.iterate(iterable as AsyncIterable<unknown>)) values.push(value)
  return values
}

test('for await takes what is iterable in either way, and values that are awaited', async () => {
  assert.deepEqual(await valuesOf('ab'), ['a', 'b'])
  assert.deepEqual(await valuesOf([1, Promise.resolve(2)]), [1, 2])
  assert.deepEqual(
    await valuesOf(
      (async function* () {
        yield 3
      })(),
    ),
    [3],
  )
})

test('what is not iterable is refused in the words of V8', async () => {
  for (const [value, kind] of [
    [undefined, 'undefined'],
    [null, 'null'],
    [5, 'number 5'],
    [{}, 'object'],
  ])
    await assert.rejects(valuesOf(value), { name: 'TypeError', message: `${kind} is not async iterable` })
})
