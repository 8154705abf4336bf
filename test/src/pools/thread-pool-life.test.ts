/** What only threads can show: shared memory tells what runs where, native code cannot be stopped. */

import assert from 'node:assert/strict'
import { execSync } from 'node:child_process'
import { afterEach, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { configureEnvironment } from '../../../src/environment.ts'
import { CancelledError, sleep, TaskTimeoutError, ThreadPool, withTask } from '../../../src/index.ts'

afterEach(() => configureEnvironment({}))

const square = (x: number) => x * x

test('a thread inside native code is given up: its task settles, another thread takes its place, and close says so', async () => {
  const warnings: string[] = []
  configureEnvironment({ warn: text => warnings.push(text) })
  const pool = new ThreadPool({ workers: 1, name: 'crew' })
  await assert.rejects(Promise.resolve(pool.with({ timeout: 10 }).submit(() => void execSync('sleep 4'))), TaskTimeoutError)
  assert.equal(await pool.submit(square, 3), 9)
  await pool.close()
  assert.equal(warnings.length, 1)
  assert.match(warnings[0] ?? '', /^crew-1 cannot be stopped: native code/)
})

test('what waits behind a long call on a thread goes to one that is idle', async () => {
  await using pool = new ThreadPool({ workers: 2 })
  const flag = new Int32Array(new SharedArrayBuffer(4))
  const firstSpinsUntilTheSecondHasRun = (index: number) => {
    if (index === 1) Atomics.store(flag, 0, 1)
    while (index === 0 && Atomics.load(flag, 0) === 0);
    return index
  }
  await pool.map(square, [1, 2])
  assert.deepEqual(await pool.map(firstSpinsUntilTheSecondHasRun, [0, 1], { chunk: 2 }), [0, 1])
})

test('a task that travelled behind a running one never starts once it is cancelled', async () => {
  await using pool = new ThreadPool({ workers: 1 })
  const memory = new Int32Array(new SharedArrayBuffer(8))
  const step = (place: number, waits: boolean) => {
    Atomics.store(memory, place, 1)
    while (waits && Atomics.load(memory, 0) !== 2);
  }
  // Known to be short, so that several are sent together.
  for (let round = 0; round < 20; round++) await pool.submit(step, 1, false)
  memory.fill(0)
  const first = pool.submit(step, 0, true)
  const second = pool.submit(step, 1, false)
  while (Atomics.load(memory, 0) !== 1) await sleep(1)
  second.cancel()
  await assert.rejects(second, CancelledError)
  Atomics.store(memory, 0, 2)
  await first
  await pool.submit(square, 1)
  assert.equal(Atomics.load(memory, 1), 0)
})

test('an error outside of any promise fails its task only, where a thread runs several', async () => {
  await using pool = new ThreadPool({ workers: 1, concurrency: 2 })
  const other = pool.submit(async () => {
    await sleep(50)
    return 'fine'
  })
  const never = pool.submit(
    () =>
      new Promise<void>(() => {
        setTimeout(() => {
          throw new RangeError('in a callback')
        }, 0)
      }),
  )
  await assert.rejects(never, { name: 'RangeError', message: 'in a callback' })
  assert.equal(await other, 'fine')
})

test('objects that calls of one chunk return are those that each returned', async () => {
  await using pool = new ThreadPool({ workers: 1 })
  const shared = { count: 0 }
  const counts = () => {
    shared.count++
    return shared
  }
  assert.deepEqual(await pool.map(counts, [1, 2, 3], { chunk: 3 }), [{ count: 1 }, { count: 2 }, { count: 3 }])
})

test('functions made for one call each do not pile up in a thread', async () => {
  await using pool = new ThreadPool({ workers: 1 })
  const heapUsed = () => {
    setFlagsFromString('--expose-gc')
    runInNewContext('gc')()
    return process.memoryUsage().heapUsed
  }
  const calls = async (count: number) => {
    await Promise.all(
      Array.from({ length: count }, (_, x) => {
        const note = 'x'.repeat(1000) + x
        return pool.submit(() => note.length)
      }),
    )
  }
  await calls(2500)
  const before = await pool.submit(heapUsed)
  await calls(5000)
  const after = await pool.submit(heapUsed)
  assert.ok(after - before < 5_000_000, `${before} → ${after}`)
})

test('a pool in a thread of a pool works, and shares the processors with it', async () => {
  await using pool = new ThreadPool({ workers: 1 })
  const nested = async (items: number[]) => {
    await using inner = new ThreadPool()
    const results = await inner.map((x: number) => x * x, items)
    return { results, workers: inner.stats.workers }
  }
  configureEnvironment({ parallelism: () => 3 })
  await using outer = new ThreadPool()
  const [own, shared] = await Promise.all([pool.submit(nested, [1, 2, 3, 4, 5, 6]), outer.submit(nested, [1, 2, 3, 4, 5, 6])])
  assert.deepEqual(own.results, [1, 4, 9, 16, 25, 36])
  assert.equal(shared.workers, 1)
})

test('a thread is named and labelled after its pool', async () => {
  const module = new URL('../support/worker-setup.js', import.meta.url).href
  const memory = new SharedArrayBuffer(16)
  configureEnvironment({ owner: () => 7, workerSetup: { module, data: memory } })
  await using pool = new ThreadPool({ workers: 1, name: 'crew' })
  assert.equal(await pool.submit(withTask(({ worker }) => worker)), 'crew-1')
  assert.deepEqual([...new Int32Array(memory)].slice(0, 2), [7, 'crew-1'.length])
})

test('a result that is a handle of its thread is dropped, another that cannot travel is refused unless it is not wanted', async () => {
  await using pool = new ThreadPool({ workers: 1 })
  assert.equal(await pool.submit(() => setTimeout(() => {}, 0)), undefined)
  await assert.rejects(Promise.resolve(pool.submit(() => () => 1)), /the result is a function/)
  assert.equal(await pool.with({ discard: true }).submit(() => () => 1), undefined)
})
