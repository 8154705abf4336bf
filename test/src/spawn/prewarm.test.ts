import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prewarm, spawnThread } from '../../../src/index.ts'

/** Whether the thread was given what V8 made of its code in an earlier one. */
async function isGivenCode(): Promise<boolean> {
  const { workerData } = await import('node:worker_threads')
  return workerData.tsloom.compiled.bytes !== undefined
}

test('prewarmed threads are at rest: what the first has to tell when it has nothing else to do has been told', async () => {
  await prewarm(1)
  assert.deepEqual(await spawnThread.with({ count: 2 })(isGivenCode), [false, true])
  await prewarm(0)
})

test('a thread that is taken before it is at rest, or ended, keeps nobody waiting', async () => {
  const warming = prewarm(2)
  assert.equal(await spawnThread(() => 1), 1)
  const fewer = prewarm(0)
  await Promise.all([warming, fewer])
})

test('a number of threads that cannot be kept ready is refused', async () => {
  for (const count of [-1, 1.5, Number.NaN, 1e6])
    await assert.rejects(prewarm(count), { name: 'RangeError', message: /^count (?:has to be|is at most)/ })
})
