import assert from 'node:assert/strict'
import { test } from 'node:test'
import { spawnThread } from '../../../src/index.ts'
import { CompiledCode } from '../../../src/workers/compiled-code.ts'

/** Whether V8 refuses what the thread was given of its code, and a part of that; undefined: it was given nothing. */
async function refused(): Promise<(boolean | undefined)[] | undefined> {
  const { workerData } = await import('node:worker_threads')
  const { readFileSync } = await import('node:fs')
  const { Script } = await import('node:vm')
  const { bytes } = workerData.tsloom.compiled
  if (bytes === undefined) return undefined
  const text = readFileSync(String(process.argv[1]).replace('thread-start', 'thread-entry'), 'latin1')
  // What V8 compiled under the same name a moment ago it would take from there.
  return [bytes, bytes.subarray(0, 1000)].map(
    (cachedData, n) => new Script(text, { filename: `again ${n}`, cachedData }).cachedDataRejected,
  )
}

test('threads are given what V8 made of their code in an earlier one, and V8 takes it', async () => {
  let answer = await spawnThread(refused)
  // Told after the task's result, by a thread that has nothing else to do.
  for (let more = 100; answer === undefined && more > 0; more--) answer = await spawnThread(refused)
  assert.deepEqual(answer, [false, true])
})

test('one thread at a time is asked for its code, until one has told it', () => {
  const code = new CompiledCode()
  const [first, second] = [{}, {}]
  assert.deepEqual(code.forThread(first), { bytes: undefined, wanted: true })
  assert.deepEqual(code.forThread(second), { bytes: undefined, wanted: false })
  code.ended(second)
  assert.equal(code.forThread({}).wanted, false)
  code.ended(first)
  assert.equal(code.forThread({}).wanted, true)
  const bytes = new Uint8Array(1)
  code.keep(bytes)
  assert.deepEqual(code.forThread({}), { bytes, wanted: false })
})
