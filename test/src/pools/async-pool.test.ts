import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { AsyncPool, CancelledError, ClosedError, sleep, TasksFailedError, TaskTimeoutError, withTask } from '../../../src/index.ts'
import { deferred, turn, untilAborted } from '../async/support/deferred.ts'

const never = withTask(({ signal }) => untilAborted(signal))

test('functions run as they are and share everything', async () => {
  await using pool = new AsyncPool()
  const seen = new Set<number>()
  const socket = { add: (x: number) => seen.add(x) }
  const [size] = await Promise.all([pool.submit(async (into: typeof socket, x: number) => into.add(x).size, socket, 5), pool.submit(turn)])
  assert.equal(size, 1)
  assert.deepEqual([...seen], [5])
})

test('at most concurrency tasks are under way, taken in order', async () => {
  await using pool = new AsyncPool({ concurrency: 2 })
  const gates = [deferred(), deferred(), deferred()]
  const started: number[] = []
  const tasks = gates.map((gate, index) =>
    pool.submit(async () => {
      started.push(index)
      await gate.promise
    }),
  )
  await turn()
  assert.deepEqual(started, [0, 1])
  assert.deepEqual([pool.stats.busy, pool.stats.waiting], [2, 1])
  gates[1]?.resolve()
  await tasks[1]
  await turn()
  assert.deepEqual(started, [0, 1, 2])
  for (const gate of gates) gate.resolve()
  await Promise.all(tasks)
  assert.equal(pool.stats.done, 3)
})

test('each item of a map is a task of its own, with context and results in order', async () => {
  await using pool = new AsyncPool({ concurrency: 100 })
  let running = 0
  let most = 0
  const place = withTask(async ({ index, count, worker }, item: string) => {
    most = Math.max(most, ++running)
    await sleep(index === 0 ? 10 : 0)
    running--
    return `${item}${index}/${count} ${worker}`
  })
  assert.deepEqual(await pool.map(place, ['a', 'b']), ['a0/2 main', 'b1/2 main'])
  assert.equal(most, 2)
  const seen: number[] = []
  function* endless() {
    for (let i = 0; ; i++) yield i
  }
  for await (const value of new AsyncPool().map(async x => x * 2, endless())) {
    seen.push(value)
    if (seen.length === 1000) break
  }
  assert.equal(seen[999], 1998)
})

test('failures are the task’s, and a map collects them', async () => {
  await using pool = new AsyncPool()
  const throws = () => {
    throw new RangeError('sync')
  }
  await assert.rejects(pool.submit(throws), { name: 'RangeError', message: 'sync' })
  await assert.rejects(
    pool.submit(() => Promise.reject(new RangeError('async'))),
    { message: 'async' },
  )
  await assert.rejects(
    Promise.resolve(pool.map(x => (x === 1 ? throws() : x), [0, 1, 2])),
    error => error instanceof TasksFailedError && error.indices.join() === '1',
  )
  await assert.rejects(pool.submit(5 as never), /submit needs a function/)
})

test('a task is cancelled while it waits, while it runs, and when it does not mind its signal', async () => {
  await using pool = new AsyncPool({ concurrency: 1 })
  const running = pool.submit(never)
  const waiting = pool.submit(() => assert.fail('ran'))
  waiting.cancel()
  await assert.rejects(waiting, CancelledError)
  await turn()
  running.cancel('enough')
  await assert.rejects(running, error => error instanceof CancelledError && error.cause === 'enough')
  const deaf = pool.submit(() => new Promise(() => {}))
  await turn()
  deaf.cancel()
  await assert.rejects(deaf, CancelledError)
  assert.equal(await pool.submit(() => 'whole'), 'whole')
})

test('a time limit counts from the start of the task', async () => {
  await using pool = new AsyncPool({ concurrency: 1 })
  const limited = pool.with({ timeout: 20 })
  await assert.rejects(Promise.resolve(limited.submit(never)), TaskTimeoutError)
  assert.equal(await limited.submit(() => 1), 1)
})

test('tasks that were started together have their own starts, and their own time limits', async () => {
  await using pool = new AsyncPool()
  const spin = () => {
    for (const begun = performance.now(); performance.now() - begun < 60; );
  }
  const [first, second] = [pool.submit(spin), pool.submit(spin)]
  await Promise.all([first, second])
  assert.ok((second.timing.started ?? 0) - (first.timing.started ?? 0) > 30)
  const names = await pool.map(async (spins: boolean) => (spins ? spin() : turn().then(() => 'in time')), [true, false], { timeout: 40 })
  assert.equal(names[1], 'in time')
})

test('a task that does not mind its signal is left, and those beside it go on', async () => {
  await using pool = new AsyncPool()
  const gate = deferred()
  const aborted: string[] = []
  const minds = withTask(async ({ signal }, name: string) => {
    signal.addEventListener('abort', () => aborted.push(name))
    await gate.promise
    return name
  })
  const tasks = ['a', 'b', 'c'].map(name => pool.submit(minds, name))
  await turn()
  assert.deepEqual([pool.stats.workers, pool.stats.busy], [1, 3])
  tasks[1]?.cancel('enough')
  await assert.rejects(Promise.resolve(tasks[1]), CancelledError)
  assert.equal(pool.stats.busy, 2)
  gate.resolve()
  assert.deepEqual(await Promise.all([tasks[0], tasks[2]]), ['a', 'c'])
  assert.deepEqual(aborted, ['b'])
})

test('a task that another one cancels before its turn never starts', async () => {
  await using pool = new AsyncPool()
  const ran: string[] = []
  const act = (name: string, act: () => void) => {
    ran.push(name)
    act()
  }
  const tasks = [pool.submit(act, 'a', () => tasks[1]?.cancel()), pool.submit(act, 'b', () => {}), pool.submit(act, 'c', () => {})]
  await assert.rejects(Promise.resolve(tasks[1]), CancelledError)
  await Promise.all([tasks[0], tasks[2]])
  assert.deepEqual(ran, ['a', 'c'])
})

test('items that are run again together keep their index', async () => {
  await using pool = new AsyncPool({ concurrency: 2 })
  const gate = deferred()
  const failed = new Set<number>()
  const indexOf = withTask(async ({ index }, item: number) => {
    if (item < 4 && item % 2 === 1 && !failed.has(item) && failed.add(item)) throw new Error('once')
    if (item > 3) await gate.promise
    return index
  })
  const indices = pool.map(indexOf, [0, 1, 2, 3, 4, 5], { retries: { attempts: 1, delay: 1 } })
  while (failed.size < 2) await turn()
  // Timers of one length go off in their order. The last two have the places: what comes back waits for the gate.
  await sleep(1)
  gate.resolve()
  assert.deepEqual(await indices, [0, 1, 2, 3, 4, 5])
})

test('what an abandoned task does later is ignored', async context => {
  const unhandled = context.mock.fn()
  process.on('unhandledRejection', unhandled)
  await using pool = new AsyncPool()
  const late = deferred()
  const task = pool.submit(() => late.promise)
  await turn()
  task.cancel()
  await assert.rejects(task, CancelledError)
  late.reject(new Error('late'))
  await turn()
  process.off('unhandledRejection', unhandled)
  assert.equal(unhandled.mock.callCount(), 0)
})

test('close finishes what was submitted and takes nothing more', async () => {
  const pool = new AsyncPool({ concurrency: 1 })
  const tasks = [1, 2, 3].map(x => pool.submit(async () => x))
  const closed = pool.close()
  await assert.rejects(
    pool.submit(() => 1),
    ClosedError,
  )
  await closed
  assert.deepEqual(await Promise.all(tasks), [1, 2, 3])
  assert.equal(pool.stats.workers, 0)
})

test('a hundred thousand tasks at once are no burden, and leave no listener', async () => {
  const { signal } = new AbortController()
  {
    await using pool = new AsyncPool()
    const results = await Promise.all(Array.from({ length: 100_000 }, (_, i) => pool.submit(async () => i)))
    assert.equal(results.at(-1), 99_999)
    const mapped = await pool.with({ signal }).map(async x => x + 1, results.slice(0, 10_000))
    assert.equal(mapped.at(-1), 10_000)
  }
  assert.equal(getEventListeners(signal, 'abort').length, 0)
})

test('wrong options are refused', () => {
  assert.throws(() => new AsyncPool({ concurrency: 0 }), /concurrency has to be an integer of at least 1, or Infinity, not 0/)
  assert.throws(() => new AsyncPool({ concurrency: Number.NaN }), RangeError)
  assert.throws(() => new AsyncPool({ concurrency: '3' as never }), TypeError)
})
