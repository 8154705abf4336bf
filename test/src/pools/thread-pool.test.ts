import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import {
  CancelledError,
  ClosedError,
  sleep,
  TasksFailedError,
  TaskTimeoutError,
  ThreadPool,
  WorkerLostError,
  withTask,
} from '../../../src/index.ts'

let factor = 10

const square = (x: number) => x * x
const forever = async () => {
  for (;;) await sleep(1000)
}

/** Endless; counts what was taken. */
function* naturals(taken: { count: number }): Generator<number> {
  for (let i = 0; ; i++) {
    taken.count++
    yield i
  }
}

test('submit runs functions with their arguments and current data', async () => {
  await using pool = new ThreadPool({ workers: 2 })
  const scale = (x: number) => x * factor
  assert.deepEqual(await Promise.all([pool.submit(scale, 1), pool.submit(scale, 2)]), [10, 20])
  factor = 20
  assert.equal(await pool.submit(scale, 1), 20)
  factor = 10
})

test('map gives results in the order of the items, from arrays, iterables and async iterables', async () => {
  await using pool = new ThreadPool({ workers: 2 })
  const later = withTask(async ({ index }, x: number) => {
    await sleep(index === 0 ? 20 : 0)
    return x * x
  })
  async function* slowly() {
    for (const x of [1, 2, 3]) yield x
  }
  assert.deepEqual(await pool.map(later, [1, 2, 3]), [1, 4, 9])
  assert.deepEqual(await pool.map(later, new Set([1, 2, 3])), [1, 4, 9])
  assert.deepEqual(await pool.map(later, slowly()), [1, 4, 9])
  assert.deepEqual(await pool.map(square, []), [])
  assert.deepEqual(await pool.map(square, (function* () {})()), [])
})

test('map over thousands of short items keeps order and travels in chunks', async () => {
  await using pool = new ThreadPool({ workers: 2 })
  const items = Array.from({ length: 20_000 }, (_, i) => i)
  assert.deepEqual(await pool.map(square, items), items.map(square))
  assert.deepEqual(await pool.map(square, items.slice(0, 100), { chunk: 7 }), items.slice(0, 100).map(square))
})

test('iterating gives results as they come; unordered ones as they are ready', async () => {
  await using pool = new ThreadPool({ workers: 2 })
  const wait = async (ms: number) => {
    await sleep(ms)
    return ms
  }
  const ordered: number[] = []
  for await (const ms of pool.map(wait, [60, 1])) ordered.push(ms)
  assert.deepEqual(ordered, [60, 1])
  const flag = new Int32Array(new SharedArrayBuffer(4))
  const firstWaitsForTheLoop = async (index: number) => {
    while (index === 0 && Atomics.load(flag, 0) === 0) await sleep(1)
    return index
  }
  const ready: number[] = []
  for await (const index of pool.map(firstWaitsForTheLoop, [0, 1], { ordered: false })) {
    ready.push(index)
    flag[0] = 1
  }
  assert.deepEqual(ready, [1, 0])
})

test('an endless input is taken no faster than its results are', async () => {
  await using pool = new ThreadPool({ workers: 2 })
  const taken = { count: 0 }
  let seen = 0
  for await (const value of pool.map(square, naturals(taken))) {
    assert.equal(value, seen ** 2)
    assert.ok(taken.count - seen <= 32, `${taken.count} taken, ${seen} seen`)
    if (++seen === 500) break
  }
  assert.equal(seen, 500)
})

test('every failure of a map is collected with its index, and what succeeded is kept', async () => {
  await using pool = new ThreadPool({ workers: 2 })
  const failed = await pool
    .map(
      (x: number) => {
        if (x % 2 === 1) throw new RangeError(`odd ${x}`)
        return x
      },
      [0, 1, 2, 3],
    )
    .catch((error: unknown) => error)
  assert.ok(failed instanceof TasksFailedError)
  assert.deepEqual(failed.indices, [1, 3])
  assert.deepEqual([failed.results[0], failed.results[2]], [0, 2])
})

test('failFast rejects with the first failure and never starts the rest', async () => {
  await using pool = new ThreadPool({ workers: 1 })
  const taken = { count: 0 }
  const fails = () => {
    throw new RangeError('first')
  }
  await assert.rejects(Promise.resolve(pool.map(fails, naturals(taken), { failFast: true })), { message: 'first' })
  assert.ok(taken.count < 50)
})

test('an input that throws fails the map', async () => {
  await using pool = new ThreadPool({ workers: 1 })
  const broken = function* () {
    yield 1
    throw new Error('input broke')
  }
  await assert.rejects(Promise.resolve(pool.map(square, broken())), /input broke/)
  await assert.rejects(Promise.resolve(pool.map(square, 5 as unknown as number[])), /map needs an array/)
})

test('a task cancelled while it waits never starts; a running one ends, and the pool is whole again', async () => {
  await using pool = new ThreadPool({ workers: 1 })
  const running = pool.submit(forever)
  const waiting = pool.submit(() => 'never')
  waiting.cancel()
  await assert.rejects(waiting, CancelledError)
  assert.equal(running.status === 'queued' || running.status === 'running', true)
  running.cancel('enough')
  await assert.rejects(running, error => error instanceof CancelledError && error.cause === 'enough')
  assert.equal(await pool.submit(() => 'whole'), 'whole')
})

test('cancelling a map cancels its items', async () => {
  await using pool = new ThreadPool({ workers: 2 })
  const map = pool.map(forever, [1, 2, 3, 4, 5])
  map.cancel('enough')
  await assert.rejects(map, CancelledError)
  assert.equal(await pool.submit(() => 1), 1)
})

test('a worker that exits, spins or runs out of memory fails its task only', async () => {
  await using pool = new ThreadPool({ workers: 1, resourceLimits: { maxOldGenerationSizeMb: 16 } })
  const hoard = () => {
    const all: unknown[] = []
    for (;;) all.push(new Array(1e4).fill({}))
  }
  await assert.rejects(
    pool.submit(() => process.exit(0)),
    WorkerLostError,
  )
  await assert.rejects(
    Promise.resolve(
      pool.with({ timeout: 20 }).submit(() => {
        for (;;);
      }),
    ),
    TaskTimeoutError,
  )
  await assert.rejects(pool.submit(hoard), error => error instanceof WorkerLostError && /out of memory/.test(error.message))
  await assert.rejects(
    pool.submit(() => Promise.reject(new TypeError('no'))),
    TypeError,
  )
  assert.equal(await pool.submit(() => 'whole'), 'whole')
})

test('an elastic pool grows with what waits and ends idle workers', async () => {
  await using pool = new ThreadPool({ maxWorkers: 3, idleTimeout: 1 })
  assert.equal(pool.stats.workers, 0)
  const first = pool.submit(square, 2)
  assert.equal(pool.stats.workers, 1)
  const more = [1, 2, 3, 4].map(x => pool.submit(square, x))
  assert.equal(pool.stats.workers, 3)
  assert.equal(pool.stats.waiting, 2)
  await Promise.all([first, ...more])
  while (pool.stats.workers > 0) await sleep(1)
  assert.equal(pool.stats.done, 5)
})

test('close finishes what was submitted, takes nothing more, and can be called again', async () => {
  const pool = new ThreadPool({ workers: 1 })
  const tasks = [1, 2, 3].map(x => pool.submit(square, x))
  const closed = pool.close()
  assert.equal(pool.close(), closed)
  await assert.rejects(pool.submit(square, 1), ClosedError)
  await assert.rejects(Promise.resolve(pool.map(square, [1])), ClosedError)
  await closed
  assert.deepEqual(await Promise.all(tasks), [1, 4, 9])
  assert.equal(pool.stats.workers, 0)
})

test('timers that a task left do not keep a pool from closing', async () => {
  const pool = new ThreadPool({ workers: 1 })
  await pool.submit(() => {
    setInterval(() => {}, 10)
  })
  await pool.close()
})

test('an argument that does not clone fails its task only', async () => {
  await using pool = new ThreadPool({ workers: 1 })
  await assert.rejects(
    pool.submit((x: unknown) => x !== 0, new WeakMap()),
    /arguments\[0\] is a WeakMap/,
  )
  assert.equal(await pool.submit(() => 1), 1)
})

test('a hundred thousand waiting tasks are no burden', async () => {
  await using pool = new ThreadPool({ workers: 1 })
  const blocker = pool.submit(forever)
  const tasks = Array.from({ length: 100_000 }, () => pool.submit(square, 1))
  for (const task of tasks) {
    task.catch(() => {})
    task.cancel()
  }
  blocker.cancel()
  await assert.rejects(blocker, CancelledError)
  assert.equal(await pool.submit(square, 3), 9)
})

test('wrong options are refused', () => {
  assert.throws(() => new ThreadPool({ workers: 0 }), /workers has to be an integer of at least 1, not 0/)
  assert.throws(() => new ThreadPool({ minWorkers: 5, maxWorkers: 2 }), /minWorkers \(5\) is above maxWorkers \(2\)/)
})

test('where a worker runs several tasks at a time, those of one turn travel together', async () => {
  await using pool = new ThreadPool({ workers: 1, concurrency: 100 })
  await pool.submit(square, 1)
  const posted = mock.method(Worker.prototype, 'postMessage')
  try {
    const tasks = Array.from({ length: 100 }, (_, x) => pool.submit(square, x))
    assert.equal((await Promise.all(tasks))[99], 9801)
    assert.equal(posted.mock.callCount(), 1)
  } finally {
    posted.mock.restore()
  }
})
