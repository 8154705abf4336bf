/** What holds for a single task, however it ends. */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { afterEach, test } from 'node:test'
import { configureEnvironment } from '../../src/environment.ts'
import { CancelledError, sleep, TaskTimeoutError, WorkerLostError, withTask } from '../../src/index.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { called, failureOf, forever, isWhole, type PoolUnderTest, spin, square } from './contract-support.ts'

class WithAccessors extends Error {
  readonly #kind = 'Special'

  override get name(): string {
    return this.#kind
  }

  get code(): string {
    return 'inherited'
  }
}

class Guarded extends WithAccessors {
  // As a field of a subclass in JavaScript is: defined, not assigned.
  constructor(message: string) {
    super(message)
    Object.defineProperty(this, 'code', { value: 'own', enumerable: true })
  }
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
  [
    'throws an error that cannot be read',
    () => {
      const get = () => {
        throw new Error('from a getter')
      }
      throw Object.defineProperties(new RangeError('kept'), { stack: { get }, extra: { get, enumerable: true } })
    },
    error => error instanceof RangeError && error.message === 'kept',
  ],
  [
    'throws an error whose class has accessors for what it holds',
    () => {
      throw new Guarded('kept')
    },
    error => error instanceof Guarded && error.message === 'kept' && error.code === 'own' && error.name === 'Special',
  ],
  ['throws what is no error', () => Promise.reject('just text'), error => error === 'just text'],
]

export function taskContract({ name, create, createSmall }: PoolUnderTest): void {
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

  test(`${name}: progress that does not clone fails the task that tells of it, and only that one`, async () => {
    await using pool = create({ workers: 1 })
    const failing = pool.submit(withTask(({ progress }) => progress({ text: (() => 1) as unknown as string })))
    assert.match(String(await failureOf(failing)), /could not be cloned/)
    await isWhole(pool)
  })

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

  test(`${name}: a hundred thousand waiting tasks run, or are cancelled, at no great cost`, async () => {
    await using pool = create({ workers: 2 })
    const tasks = Array.from({ length: 100_000 }, (_, x) => pool.submit(square, x % 10))
    for (const task of tasks.slice(50_000)) task.cancel()
    const outcomes = await Promise.allSettled(tasks)
    assert.ok(outcomes.slice(0, 50_000).every((outcome, x) => outcome.status === 'fulfilled' && outcome.value === (x % 10) ** 2))
    assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, 50_000)
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
      }, 5)
      return 1
    }
    assert.deepEqual([await pool.submit(leaves), await pool.submit(sleep, 20)], [1, undefined])
    assert.deepEqual(late.map(String), ['RangeError: left behind', 'RangeError: left behind'])
  })
}
