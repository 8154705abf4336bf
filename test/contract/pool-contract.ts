/** What every pool of workers holds to, whatever its workers are. Each kind runs all of it: `poolContract('ThreadPool', …)`. */

import assert from 'node:assert/strict'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, test } from 'node:test'
import { configureEnvironment } from '../../src/environment.ts'
import {
  CancelledError,
  ClosedError,
  type Pool,
  type PoolOptions,
  sleep,
  TasksFailedError,
  TaskTimeoutError,
  WorkerLostError,
  withTask,
} from '../../src/index.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

export interface PoolUnderTest {
  /** Of the class, as test titles say it. */
  readonly name: string
  readonly create: (options: PoolOptions) => Pool
  /** With little memory for each worker. */
  readonly createSmall: (options: PoolOptions) => Pool
  /** What `getActiveResourcesInfo` may not list more of after `close`. */
  readonly resources: readonly string[]
}

const square = (x: number) => x * x

const spin = () => {
  for (;;);
}

const forever = async () => {
  for (;;) await sleep(1000)
}

const die = () => {
  process.kill(process.pid, 'SIGKILL')
  spin()
}

/** How many times it was called with that file, by any worker. */
const called = (file: string): number => {
  appendFileSync(file, '.')
  return readFileSync(file, 'utf8').length
}

function* naturals(taken: { count: number }): Generator<number> {
  for (let i = 0; ; i++) {
    taken.count++
    yield i
  }
}

async function failureOf(promise: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(promise).then(
    value => assert.fail(`it gave ${String(value)}`),
    (error: unknown) => error,
  )
}

async function isWhole(pool: Pool): Promise<void> {
  assert.deepEqual(await pool.map(square, [1, 2, 3]), [1, 4, 9])
}

/** Also of calls in a map, which may travel together. */
const trouble: readonly (readonly [what: string, f: () => unknown, expected: (error: unknown) => boolean])[] = [
  [
    'throws',
    () => {
      throw Object.assign(new RangeError('thrown', { cause: 'why' }), { extra: 1 })
    },
    error =>
      error instanceof RangeError && error.message === 'thrown' && error.cause === 'why' && (error as { extra?: number }).extra === 1,
  ],
  ['throws asynchronously', async () => Promise.reject(new TypeError('async')), error => error instanceof TypeError],
  [
    'rejects later',
    async () => {
      await sleep(1)
      throw new SyntaxError('later')
    },
    error => error instanceof SyntaxError,
  ],
  ['throws what is no error', () => Promise.reject('just text'), error => error === 'just text'],
]

export function poolContract({ name, create, createSmall, resources }: PoolUnderTest): void {
  afterEach(() => configureEnvironment({}))

  for (const [what, f, expected] of trouble) {
    test(`${name}: a task that ${what} fails with that, and the others finish`, async () => {
      await using pool = create({ workers: 1 })
      const failing = pool.submit(f)
      const next = pool.submit(square, 3)
      assert.ok(expected(await failureOf(failing)))
      assert.equal(await next, 9)
      await isWhole(pool)
    })
  }

  test(`${name}: process.exit fails the task that calls it, and only that one`, async () => {
    await using pool = create({ workers: 1 })
    const tasks = [pool.submit(square, 2), pool.submit(() => process.exit(3)), pool.submit(square, 3)] as const
    const [before, exiting, after] = await Promise.allSettled(tasks)
    assert.deepEqual([before.status, after.status], ['fulfilled', 'fulfilled'])
    assert.ok(
      exiting.status === 'rejected' && exiting.reason instanceof WorkerLostError && /process\.exit\(3\)/.test(exiting.reason.message),
    )
    await isWhole(pool)
  })

  test(`${name}: a task that overruns memory is lost, and says so`, async () => {
    await using pool = createSmall({ workers: 1 })
    const hoard = () => {
      const all: unknown[] = []
      for (;;) all.push(new Array(1e4).fill({}))
    }
    const error = await failureOf(pool.submit(hoard))
    assert.ok(error instanceof WorkerLostError && /memory/.test(error.message), String(error))
    await isWhole(pool)
  })

  test(`${name}: a task that spins for ever ends with its time, or when it is cancelled`, async () => {
    await using pool = create({ workers: 1 })
    const late = await failureOf(pool.with({ timeout: 20 }).submit(spin))
    assert.ok(late instanceof TaskTimeoutError && late.timeout === 20)
    const running = pool.submit(
      withTask(({ progress }) => {
        progress(0)
        spin()
      }),
    )
    await new Promise<void>(resolve => running.onProgress(() => resolve()))
    running.cancel('enough')
    const cancelled = await failureOf(running)
    assert.ok(cancelled instanceof CancelledError && cancelled.cause === 'enough')
    await isWhole(pool)
  })

  test(`${name}: a function that cannot travel fails its task only`, async () => {
    await using pool = create({ workers: 1 })
    const bound = square.bind(undefined)
    assert.match(String(await failureOf(pool.submit(bound, 2))), /native or bound; wrap it/)
    assert.match(String(await failureOf(pool.map(bound, [2]))), /native or bound; wrap it/)
    await isWhole(pool)
  })

  test(`${name}: an argument that cannot be cloned fails its task, an item its place`, async () => {
    await using pool = create({ workers: 1 })
    const isSmall = (x: unknown) => typeof x === 'number'
    assert.match(String(await failureOf(pool.submit(isSmall, new WeakMap()))), /arguments\[0\] is a WeakMap/)
    const failed = await failureOf(pool.map(isSmall, [1, new WeakMap(), 3], { chunk: 3 }))
    assert.ok(failed instanceof TasksFailedError)
    assert.deepEqual([...failed.indices], [1])
    assert.match(String(failed.errors[0]), /items\[1\] is a WeakMap/)
    assert.deepEqual([failed.results[0], failed.results[2]], [true, true])
  })

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

  test(`${name}: what is cancelled while it waits, or before its worker is up, never starts`, async context => {
    const file = join(temporaryFolder(context), 'calls')
    await using pool = create({ workers: 1 })
    const starting = pool.submit(called, file)
    const waiting = pool.submit(called, file)
    starting.cancel()
    waiting.cancel()
    assert.ok((await failureOf(starting)) instanceof CancelledError)
    assert.ok((await failureOf(waiting)) instanceof CancelledError)
    assert.equal(await pool.submit(called, file), 1)
    const running = pool.submit(forever)
    const behind = pool.submit(called, file)
    behind.cancel()
    assert.ok((await failureOf(behind)) instanceof CancelledError)
    running.cancel()
    assert.ok((await failureOf(running)) instanceof CancelledError)
    assert.equal(await pool.submit(called, file), 2)
  })

  test(`${name}: a running task that is cancelled may clean up`, async () => {
    await using pool = create({ workers: 1 })
    const task = pool.submit(
      withTask(async ({ signal, progress }) => {
        progress(0)
        await new Promise(resolve => signal.addEventListener('abort', resolve))
        progress({ text: 'cleaned up' })
      }),
    )
    const told: (string | undefined)[] = []
    task.onProgress(({ text }) => {
      told.push(text)
      task.cancel()
    })
    assert.ok((await failureOf(task)) instanceof CancelledError)
    assert.deepEqual(told, [undefined, 'cleaned up'])
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

  test(`${name}: a hundred thousand waiting tasks run, or are cancelled, at no great cost`, async () => {
    await using pool = create({ workers: 2 })
    const tasks = Array.from({ length: 100_000 }, (_, x) => pool.submit(square, x % 10))
    for (const task of tasks.slice(50_000)) task.cancel()
    const outcomes = await Promise.allSettled(tasks)
    assert.ok(outcomes.slice(0, 50_000).every((outcome, x) => outcome.status === 'fulfilled' && outcome.value === (x % 10) ** 2))
    assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, 50_000)
    await isWhole(pool)
  })

  test(`${name}: a thousand workers are refused, with what to do instead`, () => {
    assert.throws(() => create({ workers: 1000 }), /workers is at most 256, not 1000; .*concurrency/)
    assert.throws(() => create({ maxWorkers: 1000 }), RangeError)
  })

  test(`${name}: if a worker dies within a chunk, only the item that it ran fails`, async () => {
    await using pool = create({ workers: 1 })
    const failed = await failureOf(
      pool.map(
        (x: number) => {
          if (x === 3) process.exit(1)
          return x * x
        },
        [0, 1, 2, 3, 4, 5, 6, 7],
        { chunk: 8 },
      ),
    )
    assert.ok(failed instanceof TasksFailedError)
    assert.deepEqual([...failed.indices], [3])
    assert.ok(failed.errors[0] instanceof WorkerLostError)
    assert.deepEqual([...failed.results.slice(0, 3), ...failed.results.slice(4)], [0, 1, 4, 16, 25, 36, 49])
  })

  test(`${name}: a time limit holds for each item of a chunk, from its own start`, async () => {
    await using pool = create({ workers: 1 })
    const failed = await failureOf(
      pool.map(
        (x: number) => {
          if (x === 2) spin()
          const until = performance.now() + 40
          while (performance.now() < until);
          return x
        },
        [0, 1, 2, 3],
        { chunk: 4, timeout: 2000 },
      ),
    )
    assert.ok(failed instanceof TasksFailedError)
    assert.deepEqual([...failed.indices], [2])
    assert.ok(failed.errors[0] instanceof TaskTimeoutError)
    assert.match((failed.errors[0] as Error).message, /item 2 of map/)
    assert.deepEqual([failed.results[0], failed.results[1], failed.results[3]], [0, 1, 3])
  })

  test(`${name}: retries run again what fails, as often and for what they say`, async context => {
    const folder = temporaryFolder(context)
    await using pool = create({ workers: 1 })
    const needs = (times: number, file: string) => {
      if (called(file) < times) throw new RangeError('not yet')
      return readFileSync(file, 'utf8').length
    }
    const quick = { attempts: 2, delay: 1, factor: 1 }
    assert.equal(await pool.with({ retries: quick }).submit(needs, 3, join(folder, 'a')), 3)
    assert.match(String(await failureOf(pool.with({ retries: quick }).submit(needs, 4, join(folder, 'b')))), /not yet/)
    const on = (error: unknown) => error instanceof TypeError
    assert.match(String(await failureOf(pool.with({ retries: { ...quick, on } }).submit(needs, 2, join(folder, 'c')))), /not yet/)
    assert.equal(readFileSync(join(folder, 'c'), 'utf8').length, 1)
    const files = ['d', 'e', 'f'].map(file => join(folder, file))
    const dying = (file: string) => {
      if (called(file) < 2) process.exit(1)
      return file
    }
    assert.deepEqual(await pool.map(dying, files, { retries: quick, chunk: 3 }), files)
    assert.throws(() => pool.with({ retries: -1 }), RangeError)
  })

  test(`${name}: failFast rejects with the first failure and never starts the rest`, async () => {
    await using pool = create({ workers: 1 })
    const taken = { count: 0 }
    const fails = () => {
      throw new RangeError('first')
    }
    const map = pool.map(fails, naturals(taken), { failFast: true })
    assert.match(String(await failureOf(map)), /RangeError: first/)
    assert.ok(taken.count < 100)
  })

  test(`${name}: an endless input is taken no faster than its results are`, async () => {
    await using pool = create({ workers: 2 })
    const taken = { count: 0 }
    let seen = 0
    for await (const value of pool.map(square, naturals(taken))) {
      assert.equal(value, seen ** 2)
      assert.ok(taken.count - seen <= 64, `${taken.count} taken, ${seen} seen`)
      if (++seen === 500) break
    }
  })

  test(`${name}: items of an async iterable do not wait for each other`, async () => {
    await using pool = create({ workers: 2 })
    let second = (): void => {}
    async function* slowly() {
      yield 1
      await new Promise<void>(resolve => {
        second = resolve
      })
      yield 2
    }
    const seen: number[] = []
    for await (const value of pool.map(square, slowly())) {
      seen.push(value)
      second()
    }
    assert.deepEqual(seen, [1, 4])
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

  test(`${name}: grows with what waits, and ends idle workers`, async () => {
    await using pool = create({ maxWorkers: 3, idleTimeout: 1 })
    assert.equal(pool.stats.workers, 0)
    const tasks = [1, 2, 3, 4].map(x => pool.submit(square, x))
    assert.equal(pool.stats.workers, 3)
    await Promise.all(tasks)
    while (pool.stats.workers > 0) await sleep(1)
    await isWhole(pool)
  })

  test(`${name}: an unhandled rejection that a task left does not fail the next one`, async () => {
    const late: unknown[] = []
    configureEnvironment({ lateError: error => late.push(error) })
    await using pool = create({ workers: 1 })
    const leaves = () => {
      void Promise.reject(new RangeError('left behind'))
      setTimeout(() => {
        throw new RangeError('left behind')
      }, 0)
      return 1
    }
    assert.deepEqual([await pool.submit(leaves), await pool.submit(sleep, 20)], [1, undefined])
    assert.deepEqual(late.map(String), ['RangeError: left behind', 'RangeError: left behind'])
  })

  test(`${name}: a worker that is killed from outside fails its task, and the pool is whole again`, async () => {
    if (name === 'ThreadPool') return
    await using pool = create({ workers: 1 })
    assert.ok((await failureOf(pool.submit(die))) instanceof WorkerLostError)
    await isWhole(pool)
  })
}
