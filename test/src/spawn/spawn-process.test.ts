import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { type Cancellable, configureEnvironment } from '../../../src/environment.ts'
import {
  CancelledError,
  Mutex,
  NotShippableError,
  sleep,
  spawnProcess,
  type Task,
  TasksFailedError,
  TaskTimeoutError,
  WorkerLostError,
  withTask,
} from '../../../src/index.ts'
import { processGone } from '../../support/process-gone.ts'
import { startsWithinCritical } from '../support/critical-starts.ts'
import { countCalls } from '../support/library.ts'

afterEach(() => configureEnvironment({}))

/** What a task tells when it runs: its process id. */
function begun(task: Task<unknown>): Promise<number> {
  return new Promise((resolve, reject) => {
    task.catch(reject)
    task.onProgress(({ done = 0 }) => resolve(done))
  })
}

const lost = (message: RegExp) => (error: unknown) => error instanceof WorkerLostError && message.test(error.message)

test('a function runs in another process, with what it uses', async () => {
  const offset = 1000
  class Point {
    readonly #x: number
    constructor(x: number) {
      this.#x = x
    }
    get x() {
      return this.#x
    }
  }
  const task = spawnProcess((k: number) => [process.pid, new Point(k).x + offset, countCalls()] as const, 7)
  const [pid, x, calls] = await task
  assert.notEqual(pid, process.pid)
  assert.deepEqual([x, calls], [1007, 1])
  assert.match(String(task.timing.worker), /^process-\d+$/)
  await processGone(pid)
})

test('count processes give an array by index', async () => {
  const seen = await spawnProcess.with({ count: 2 })(withTask(({ index, count }) => ({ index, count, pid: process.pid })))
  assert.deepEqual(
    seen.map(({ index, count }) => [index, count]),
    [
      [0, 2],
      [1, 2],
    ],
  )
  assert.equal(new Set(seen.map(({ pid }) => pid)).size, 2)
})

test('failures among several processes are collected', async () => {
  const failed = await spawnProcess
    .with({ count: 2 })(
      withTask(({ index }) => {
        if (index === 1) throw new RangeError('no')
        return 'fine'
      }),
    )
    .catch((error: unknown) => error)
  assert.ok(failed instanceof TasksFailedError)
  assert.match(failed.message, /1 of 2 processes failed/)
  assert.equal(failed.results[0], 'fine')
})

test('errors keep class, properties, cause and the place in the caller', async () => {
  class Refused extends TypeError {
    readonly port = 80
  }
  const error = await spawnProcess(() => {
    throw new Refused('no entry', { cause: new Error('why') })
  }).catch((error: unknown) => error)
  assert.ok(error instanceof Refused)
  assert.equal(error.port, 80)
  assert.equal((error.cause as Error).message, 'why')
  assert.match(String(error.stack), /spawn-process\.test/)
  assert.doesNotMatch(String(error.stack), /worker-farm/)
})

test('every way in which a process can end fails its task, and says how it ended', async () => {
  const ways: readonly [() => unknown, RegExp][] = [
    [() => process.exit(3), /process\.exit\(3\) was called in it/],
    [() => process.kill(process.pid, 'SIGKILL'), /was ended by SIGKILL/],
    [() => process.kill(process.pid, 'SIGTERM') && sleep(1e6), /was ended by SIGTERM, from outside/],
    [() => [process.disconnect(), sleep(1e6)][1], /ended unexpectedly/],
  ]
  for (const [end, message] of ways) await assert.rejects(spawnProcess(end), lost(message))
})

test('an error that nobody awaits fails the task that runs', async () => {
  const task = spawnProcess(async () => {
    setTimeout(() => {
      throw new RangeError('in a timer')
    }, 0)
    await sleep(1e6)
  })
  await assert.rejects(task, { name: 'RangeError', message: 'in a timer' })
})

test('process.send of a task does not reach the library', async () => {
  await assert.rejects(
    spawnProcess(() => process.send?.({ any: 'thing' })),
    /process\.send\(\) has no receiver/,
  )
  await assert.rejects(
    spawnProcess(() => process.send?.(null)),
    /process\.send\(\) has no receiver/,
  )
})

test('cancelling aborts the signal first; a process that does not answer is killed', async () => {
  const polite = spawnProcess(
    withTask(async ({ signal, progress }) => {
      progress(process.pid)
      await sleep(1e6, { signal })
    }),
  )
  await begun(polite)
  polite.cancel('enough')
  await assert.rejects(polite, error => error instanceof CancelledError && error.cause === 'enough')

  const spinning = spawnProcess(
    withTask(({ progress }) => {
      progress(process.pid)
      for (;;);
    }),
  )
  const pid = await begun(spinning)
  spinning.cancel()
  await assert.rejects(spinning, CancelledError)
  await processGone(pid)
})

test('a task cancelled before it started, and one that takes too long', async () => {
  const unwanted = spawnProcess(() => 1)
  unwanted.cancel()
  await assert.rejects(unwanted, CancelledError)
  const slow = spawnProcess.with({ timeout: 20, name: 'spinner' })(() => {
    for (;;);
  })
  await assert.rejects(slow, error => error instanceof TaskTimeoutError && /^spinner did not end within 20 ms/.test(error.message))
})

test('an interrupt of the process group does not end a worker', async () => {
  const told = await spawnProcess(async () => {
    process.kill(process.pid, 'SIGINT')
    await sleep(20)
    return 'alive'
  })
  assert.equal(told, 'alive')
})

test('timers of the function run after its task has settled, and an interrupt stops them', async () => {
  let work: Cancellable | undefined
  configureEnvironment({
    track: started => {
      work = started
    },
  })
  const pid = await spawnProcess(() => {
    setInterval(() => {}, 1000)
    return process.pid
  })
  process.kill(pid, 0)
  work?.cancel(new Error('interrupted'))
  await work?.settled
  await processGone(pid)
})

test('what shares memory with threads only is named and refused, both ways', async () => {
  const counts = new Int32Array(new SharedArrayBuffer(8))
  const mutex = new Mutex()
  const refused = async (task: Task<unknown>, message: RegExp) =>
    assert.rejects(task, error => error instanceof NotShippableError && message.test(error.message))
  await refused(
    spawnProcess(() => counts[0]),
    /^counts is a SharedArrayBuffer under an Int32Array: it lives in memory that processes do not share; use threads/,
  )
  await refused(
    spawnProcess(() => mutex.locked),
    /^mutex is a Mutex/,
  )
  await refused(
    spawnProcess((options: object) => options, { file: new Blob(['x']) }),
    /file is a Blob, which can go to threads but not out of the process/,
  )
  await refused(
    spawnProcess(() => new SharedArrayBuffer(8)),
    /^the result is a SharedArrayBuffer/,
  )
})

test('a setup module that cannot be loaded fails the task', async () => {
  configureEnvironment({ workerSetup: { module: 'file:///nowhere/setup.js', data: undefined } })
  await assert.rejects(
    spawnProcess(() => 1),
    lost(/could not start: Cannot find module/),
  )
})

test('processes can start processes, which end with them', async () => {
  const inner = () => spawnProcess((x: number) => x * 2, 21)
  assert.equal(await spawnProcess(async () => await inner()), 42)
})

test('a forced stop cannot come between the start of a worker and the moment when it is known', async () => {
  assert.deepEqual(await startsWithinCritical(() => spawnProcess.with({ count: 2 })(() => 1)), [
    ['worker', true],
    ['track', true],
    ['worker', true],
    ['track', true],
  ])
})

test('wrong options and values are refused', async () => {
  assert.throws(() => spawnProcess.with({ count: 0 }), RangeError)
  assert.throws(() => spawnProcess.with({ timeout: -1 }), RangeError)
  await assert.rejects(spawnProcess('x' as unknown as () => void), /spawnProcess needs a function, not string/)
})
