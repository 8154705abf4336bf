/** What holds for the workers of a pool: how they start, how many there are, how they end. */

import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, test } from 'node:test'
import { configureEnvironment } from '../../src/environment.ts'
import { CancelledError, ClosedError, sleep, WorkerLostError, withTask } from '../../src/index.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { called, failureOf, forever, isWhole, type PoolUnderTest, spin, square } from './contract-support.ts'
import { memoryReturns } from './memory-returns.ts'

export function workerContract({ name, create, resources }: PoolUnderTest): void {
  afterEach(() => configureEnvironment({}))

  test(`${name}: workers that cannot start fail what waits, and the pool goes on when they can`, async () => {
    await using pool = create({ workers: 2 })
    configureEnvironment({ workerSetup: { module: 'file:///nowhere/setup.js', data: undefined } })
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(x => pool.submit(square, x)))
    for (const outcome of outcomes)
      assert.ok(
        outcome.status === 'rejected' && outcome.reason instanceof WorkerLostError && /could not start/.test(outcome.reason.message),
      )
    configureEnvironment({})
    await isWhole(pool)
  })

  test(`${name}: init runs once in each worker, before its first task; if it throws, tasks fail with that`, async context => {
    const folder = temporaryFolder(context)
    const file = join(folder, 'inits')
    {
      await using pool = create({ workers: 1, init: () => called(file) })
      assert.equal(await pool.submit(() => readFileSync(file, 'utf8')), '.')
      assert.equal(await pool.submit(() => readFileSync(file, 'utf8')), '.')
    }
    await using broken = create({
      workers: 1,
      name: 'crew',
      init: () => {
        throw new RangeError('no database')
      },
    })
    const error = await failureOf(broken.submit(square, 1))
    assert.ok(error instanceof WorkerLostError && error.cause instanceof RangeError)
    assert.match(error.message, /init of crew-1 failed: no database/)
  })

  test(`${name}: close finishes what waits, takes nothing more, and leaves nothing behind`, async () => {
    const counted = () => process.getActiveResourcesInfo().filter(resource => resources.includes(resource)).length
    const before = counted()
    const pool = create({ workers: 2 })
    const tasks = Array.from({ length: 10 }, (_, x) => pool.submit(square, x))
    const closed = pool.close()
    assert.equal(pool.close(), closed)
    assert.ok((await failureOf(pool.submit(square, 1))) instanceof ClosedError)
    assert.ok((await failureOf(pool.map(square, [1]))) instanceof ClosedError)
    await closed
    assert.deepEqual(await Promise.all(tasks), [0, 1, 4, 9, 16, 25, 36, 49, 64, 81])
    const { workers, busy, waiting, done } = pool.stats
    assert.deepEqual({ workers, busy, waiting, done }, { workers: 0, busy: 0, waiting: 0, done: 10 })
    await new Promise(resolve => setImmediate(resolve))
    assert.ok(counted() <= before, `${process.getActiveResourcesInfo()}`)
  })

  test(`${name}: tasks leave no listener on a signal, and memory returns`, async () => {
    await using pool = create({ workers: 2 })
    const { signal } = new AbortController()
    const quick = pool.with({ signal, timeout: 60_000 })
    await memoryReturns(async () => {
      await quick.map(square, Array(5000).fill(1))
      await Promise.all(Array.from({ length: 2000 }, (_, x) => quick.submit(square, x)))
    })
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })

  test(`${name}: a thousand workers are refused, with what to do instead`, () => {
    assert.throws(() => create({ workers: 1000 }), /workers is at most 256, not 1000; .*concurrency/)
    assert.throws(() => create({ maxWorkers: 1000 }), RangeError)
  })

  test(`${name}: of many workers that it may have it starts as many as there are tasks`, async () => {
    await using pool = create({ maxWorkers: 200 })
    await pool.submit(square, 3)
    assert.equal(pool.stats.workers, 1)
    const nap = (milliseconds: number) => sleep(milliseconds)
    await Promise.all([pool.submit(nap, 50), pool.submit(nap, 50), pool.submit(nap, 50)])
    assert.ok(pool.stats.workers <= 3, `${pool.stats.workers} workers`)
    await pool.map(square, [1, 2])
    assert.ok(pool.stats.workers <= 3, `${pool.stats.workers} workers`)
  })

  test(`${name}: workers are replaced after maxTasksPerWorker tasks, and carry the pool's name`, async () => {
    await using pool = create({ workers: 1, name: 'crew', maxTasksPerWorker: 2 })
    const names = await pool.map(
      withTask(({ worker }) => worker),
      [1, 2, 3, 4, 5],
    )
    assert.deepEqual(names, ['crew-1', 'crew-1', 'crew-2', 'crew-2', 'crew-3'])
  })

  test(`${name}: with concurrency a worker runs several tasks at a time`, async () => {
    await using pool = create({ workers: 1, concurrency: 3 })
    const meet = async (count: number) => {
      const shared = globalThis as { met?: number }
      shared.met = (shared.met ?? 0) + 1
      while ((shared.met ?? 0) < count) await sleep(1)
      return shared.met
    }
    assert.deepEqual(await Promise.all([pool.submit(meet, 3), pool.submit(meet, 3), pool.submit(meet, 3)]), [3, 3, 3])
    assert.deepEqual(await pool.map(meet, [6, 6, 6]), [6, 6, 6])
    const fine = pool.submit(forever)
    const stuck = pool.submit(
      withTask(({ progress }) => {
        progress(0)
        spin()
      }),
    )
    await new Promise<void>(resolve => stuck.onProgress(() => resolve()))
    stuck.cancel()
    assert.ok((await failureOf(stuck)) instanceof CancelledError)
    assert.ok((await failureOf(fine)) instanceof WorkerLostError)
    await isWhole(pool)
  })

  test(`${name}: tasks that run together begin with what they captured when they were submitted`, async () => {
    await using pool = create({ workers: 1, concurrency: 3 })
    let captured = 0
    const read = () => captured
    const tasks: PromiseLike<number>[] = []
    for (captured of [1, 2, 3]) {
      tasks.push(pool.submit(read))
      await null
    }
    assert.deepEqual(await Promise.all(tasks), [1, 2, 3])
  })

  test(`${name}: grows with what waits, and ends idle workers`, async () => {
    await using pool = create({ maxWorkers: 3, idleTimeout: 1 })
    assert.equal(pool.stats.workers, 0)
    const tasks = [1, 2, 3, 4].map(x => pool.submit(square, x))
    assert.equal(pool.stats.workers, 3)
    await Promise.all(tasks)
    while (pool.stats.workers > 0) await sleep(1)
    await isWhole(pool)
  })
}
