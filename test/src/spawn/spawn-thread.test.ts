import assert from 'node:assert/strict'
import { once } from 'node:events'
import { afterEach, test } from 'node:test'
import { type Cancellable, configureEnvironment } from '../../../src/environment.ts'
import { CancelledError, prewarm, sleep, spawnThread, Task, TasksFailedError, WorkerLostError, withTask } from '../../../src/index.ts'
import { startsWithinCritical } from '../support/critical-starts.ts'

afterEach(() => configureEnvironment({}))

test('a task is awaited like a promise and tells how it went', async () => {
  const task = spawnThread((a: number, b: number) => a + b, 1, 2)
  assert.ok(task instanceof Task)
  assert.equal(task.status, 'queued')
  assert.equal(await task, 3)
  assert.equal(task.status, 'done')
  const { queued, started = 0, ended = 0, worker } = task.timing
  assert.ok(queued <= started && started <= ended)
  assert.match(String(worker), /^thread-\d+$/)
})

test('a task stands where a promise is expected, and its callbacks are typed as a promise’s are', async () => {
  const promise: Promise<number> = spawnThread(() => 1)
  const names = await Promise.all([promise, spawnThread(() => Promise.reject(new RangeError('no'))).catch(error => error.name)])
  assert.deepEqual(names, [1, 'RangeError'])
  const other = (): Promise<string> => spawnThread(() => Promise.reject('text')).then(String, reason => reason.toUpperCase())
  assert.equal(await other(), 'TEXT')
})

test('count threads give an array by index, each with its context', async () => {
  const seen = await spawnThread.with({ count: 3 })(
    withTask(({ index, count, worker }, k: number) => ({ index, count, worker, k })),
    7,
  )
  assert.deepEqual(
    seen.map(({ index, count, k }) => [index, count, k]),
    [
      [0, 3, 7],
      [1, 3, 7],
      [2, 3, 7],
    ],
  )
  assert.equal(new Set(seen.map(({ worker }) => worker)).size, 3)
})

test('a function marked by withTask can be called directly as well', () => {
  assert.equal(withTask(({ index, count }, x: number) => x + index + count)(5), 6)
})

test('failures among several threads are collected with their indices', async () => {
  const failed = await spawnThread
    .with({ count: 3 })(
      withTask(({ index }) => {
        if (index > 0) throw new RangeError(`no ${index}`)
        return 'fine'
      }),
    )
    .catch((error: unknown) => error)
  assert.ok(failed instanceof TasksFailedError)
  assert.deepEqual(failed.indices, [1, 2])
  assert.equal(failed.results[0], 'fine')
  assert.ok(failed.errors.every(error => error instanceof RangeError))
})

test('each thread is a fresh one', async () => {
  const mark = () => {
    const global = globalThis as { mark?: number }
    global.mark = (global.mark ?? 0) + 1
    return global.mark
  }
  await prewarm(1)
  assert.deepEqual([await spawnThread(mark), await spawnThread(mark)], [1, 1])
  await prewarm(0)
})

test('process.exit ends only the thread, and the task says so', async () => {
  await assert.rejects(
    Promise.resolve(spawnThread(() => process.exit(3))),
    error => error instanceof WorkerLostError && /process\.exit\(3\)/.test(error.message),
  )
})

test('an error that nobody awaits fails the task that runs', async () => {
  const rejects = async () => {
    void Promise.reject(new RangeError('unhandled'))
    await sleep(1e6)
  }
  const throws = async () => {
    setTimeout(() => {
      throw new RangeError('in a timer')
    }, 0)
    await sleep(1e6)
  }
  await assert.rejects(Promise.resolve(spawnThread(rejects)), { name: 'RangeError', message: 'unhandled' })
  await assert.rejects(Promise.resolve(spawnThread(throws)), { name: 'RangeError', message: 'in a timer' })
})

test('an error after the task ended is told to the surroundings', async () => {
  const late = new Promise<unknown>(resolve => configureEnvironment({ lateError: resolve }))
  assert.equal(
    await spawnThread(() => {
      setTimeout(() => {
        throw new Error('late')
      }, 0)
      return 1
    }),
    1,
  )
  assert.equal(((await late) as Error).message, 'late')
})

test('timers of the function run after its task has settled, and an interrupt stops them', async () => {
  let work: Cancellable | undefined
  configureEnvironment({
    owner: () => 4,
    track: started => {
      work = started
    },
  })
  assert.equal(
    await spawnThread(() => {
      setInterval(() => {}, 1000)
      return 'done'
    }),
    'done',
  )
  assert.equal(work?.owner, 4)
  work?.cancel(new Error('interrupted'))
  await work?.settled
})

test('the surroundings can cancel all threads of a group, which makes it cancelled', async () => {
  const works: Cancellable[] = []
  configureEnvironment({ track: started => works.push(started) })
  const group = spawnThread.with({ count: 2 })(() => sleep(1e6))
  for (const work of works) work.cancel('interrupt')
  await assert.rejects(group, error => error instanceof CancelledError && error.cause === 'interrupt')
  assert.equal(works.length, 2)
  await Promise.all(works.map(({ settled }) => settled))
})

test('a worker that cannot start fails its task', async () => {
  configureEnvironment({ workerSetup: { module: 'file:///nowhere/setup.js', data: undefined } })
  await assert.rejects(
    Promise.resolve(spawnThread(() => 1)),
    error => error instanceof WorkerLostError && /could not start/.test(error.message),
  )
})

test('the setup module is told whose output follows, and that a task ends', async () => {
  const module = new URL('../support/worker-setup.js', import.meta.url).href
  const { port1, port2 } = new MessageChannel()
  const memory = new SharedArrayBuffer(16)
  configureEnvironment({ owner: () => 42, workerSetup: { module, data: memory } })
  await spawnThread.with({ name: 'named' })(() => 1)
  assert.deepEqual([...new Int32Array(memory)], [42, 'named'.length, 1, 0])
  port1.close()
  port2.close()
})

test('threads can start threads, which end with them', async () => {
  const inner = () => spawnThread((x: number) => x * 2, 21)
  assert.equal(await spawnThread(async () => await inner()), 42)
})

test('a forced stop cannot come between the start of a worker and the moment when it is known', async () => {
  assert.deepEqual(await startsWithinCritical(() => spawnThread.with({ count: 2 })(() => 1)), [
    ['worker', true],
    ['track', true],
    ['worker', true],
    ['track', true],
  ])
})

test('wrong options and values are refused', async () => {
  assert.throws(() => spawnThread.with({ count: 0 }), RangeError)
  assert.throws(() => spawnThread.with({ timeout: -1 }), RangeError)
  await assert.rejects(Promise.resolve(spawnThread('x' as unknown as () => void)), /needs a function, not string/)
})

test('no listener stays on a signal after the task', async () => {
  const { signal } = new AbortController()
  let listeners = 0
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++
    addEventListener.apply(signal, args)
  }
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--
    removeEventListener.apply(signal, args)
  }
  await spawnThread.with({ signal })(() => 1)
  assert.equal(listeners, 0)
})

test('sleep ends early with its signal, and needs no time limit', async () => {
  const controller = new AbortController()
  const aborted = once(controller.signal, 'abort')
  const asleep = sleep(1e6, { signal: controller.signal })
  controller.abort(new Error('woken'))
  await assert.rejects(asleep, { message: 'woken' })
  await aborted
  await sleep(1)
})
