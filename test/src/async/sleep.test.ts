import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { sleep } from '../../../src/index.ts'

test('a signal ends a sleep with its reason, and a sleep leaves no listener', async () => {
  const controller = new AbortController()
  const { signal } = controller
  await sleep(1, { signal })
  assert.equal(getEventListeners(signal, 'abort').length, 0)
  const sleeping = sleep(100_000, { signal })
  controller.abort('enough')
  await assert.rejects(sleeping, error => error === 'enough')
  assert.equal(getEventListeners(signal, 'abort').length, 0)
  await assert.rejects(sleep(1, { signal }), error => error === 'enough')
})

test('a hundred thousand sleeps share one listener', async () => {
  const controller = new AbortController()
  const { signal } = controller
  const all = Promise.allSettled(Array.from({ length: 100_000 }, () => sleep(100_000, { signal })))
  assert.equal(getEventListeners(signal, 'abort').length, 1)
  controller.abort()
  assert.ok((await all).every(({ status }) => status === 'rejected'))
})

test('wrong times are refused', async () => {
  for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])
    await assert.rejects(sleep(ms), { name: 'RangeError', message: new RegExp(`not ${ms}`) })
  await assert.rejects(sleep('5' as never), TypeError)
  await assert.rejects(sleep(5, { signal: 1 as never }), TypeError)
})
