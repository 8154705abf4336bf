/** What holds for tasks of the event loop as for those of workers, as far as one thread can. */

import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { AsyncPool, CancelledError, ClosedError, sleep, TasksFailedError, TaskTimeoutError, withTask } from '../../src/index.ts'
import { failureOf, forever, isWhole, naturals, square } from './contract-support.ts'
import { memoryReturns } from './memory-returns.ts'

const trouble: readonly (readonly [what: string, f: () => unknown, expected: RegExp])[] = [
  [
    'throws',
    () => {
      throw new RangeError('thrown')
    },
    /^RangeError: thrown$/,
  ],
  ['throws asynchronously', async () => Promise.reject(new TypeError('async')), /^TypeError: async$/],
  ['rejects later', () => sleep(1).then(() => Promise.reject(new SyntaxError('later'))), /^SyntaxError: later$/],
  ['throws what is no error', () => Promise.reject('just text'), /^just text$/],
]

for (const [what, f, expected] of trouble)
  test(`AsyncPool: a task that ${what} fails with that, and the others finish`, async () => {
    await using pool = new AsyncPool({ concurrency: 1 })
    const failing = pool.submit(f)
    const next = pool.submit(square, 3)
    assert.match(String(await failureOf(failing)), expected)
    assert.equal(await next, 9)
    await isWhole(pool)
  })

test('AsyncPool: a task that never ends gives its place back when its time is over or it is cancelled', async () => {
  await using pool = new AsyncPool({ concurrency: 1 })
  assert.ok((await failureOf(pool.with({ timeout: 5 }).submit(forever))) instanceof TaskTimeoutError)
  const running = pool.submit(
    withTask(({ progress }) => {
      progress(0)
      return new Promise(() => {})
    }),
  )
  await new Promise<void>(resolve => running.onProgress(() => resolve()))
  running.cancel('enough')
  const cancelled = await failureOf(running)
  assert.ok(cancelled instanceof CancelledError && cancelled.cause === 'enough')
  await isWhole(pool)
})

test('AsyncPool: what is cancelled while it waits never starts', async () => {
  await using pool = new AsyncPool({ concurrency: 1 })
  const ran: string[] = []
  const starting = pool.submit(() => ran.push('starting'))
  const waiting = pool.submit(() => ran.push('waiting'))
  starting.cancel()
  waiting.cancel()
  for (const task of [starting, waiting]) assert.ok((await failureOf(task)) instanceof CancelledError)
  await isWhole(pool)
  assert.deepEqual(ran, [])
})

test('AsyncPool: failures keep their places in a map; failFast starts no more', async () => {
  await using pool = new AsyncPool({ concurrency: 2 })
  const odd = (x: number) => (x % 2 === 1 ? Promise.reject(new RangeError(`${x}`)) : x)
  const failed = await failureOf(pool.map(odd, [0, 1, 2, 3]))
  assert.ok(failed instanceof TasksFailedError)
  assert.deepEqual([failed.indices, failed.results], [[1, 3], Object.assign(new Array(4), { 0: 0, 2: 2 })])
  const taken = { count: 0 }
  assert.match(String(await failureOf(pool.map(odd, naturals(taken), { failFast: true }))), /RangeError: 1/)
  assert.ok(taken.count < 100)
})

test('AsyncPool: close finishes what waits, takes nothing more, and leaves nothing behind', async () => {
  const timers = () => process.getActiveResourcesInfo().filter(resource => resource === 'Timeout').length
  const before = timers()
  const { signal } = new AbortController()
  const pool = new AsyncPool({ concurrency: 2 })
  const tasks = Array.from({ length: 10 }, (_, x) => pool.with({ signal, timeout: 60_000 }).submit(square, x))
  const closed = pool.close()
  assert.equal(pool.close(), closed)
  assert.ok((await failureOf(pool.submit(square, 1))) instanceof ClosedError)
  assert.ok((await failureOf(pool.map(square, [1]))) instanceof ClosedError)
  await closed
  assert.deepEqual(await Promise.all(tasks), [0, 1, 4, 9, 16, 25, 36, 49, 64, 81])
  assert.equal(getEventListeners(signal, 'abort').length, 0)
  assert.ok(timers() <= before, `${process.getActiveResourcesInfo()}`)
})

test('AsyncPool: memory returns', async () => {
  await using pool = new AsyncPool({ concurrency: 100 })
  await memoryReturns(async () => void (await pool.map(square, Array(5000).fill(1))))
})
