import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AsyncPool,
  CancelledError,
  NotShippableError,
  ProcessPool,
  sleep,
  TaskTimeoutError,
  ThreadPool,
  WorkerLostError,
  withTask,
} from '../../../src/index.ts'
import { deferred, turn, untilAborted } from '../async/support/deferred.ts'

test('a generator function streams what it yields, and awaited gives all of it', async () => {
  await using pool = new AsyncPool()
  const squares = function* (count: number) {
    for (let i = 0; i < count; i++) yield i * i
  }
  const seen: number[] = []
  for await (const square of pool.submit(squares, 4)) seen.push(square)
  assert.deepEqual(seen, [0, 1, 4, 9])
  const all: number[] = await pool.submit(squares, 1000)
  assert.equal(all.length, 1000)
  const texts: string[] = await pool.submit(async function* () {
    yield 'a'
    await turn()
    yield 'b'
  })
  assert.deepEqual(texts, ['a', 'b'])
  const place = withTask(function* ({ worker, index }, name: string) {
    yield `${name} ${worker} ${index}`
  })
  assert.deepEqual(await pool.submit(place, 'in'), ['in main 0'])
  assert.deepEqual(pool.stats.done, 4)
})

test('values come while the generator runs, which runs only a little ahead', async () => {
  await using pool = new AsyncPool()
  let made = 0
  const gate = deferred()
  const stream = pool.submit(async function* () {
    yield 'first'
    await gate.promise
    for (;;) yield ++made
  })
  let seen = 0
  for await (const value of stream) {
    if (value === 'first') gate.resolve()
    else {
      seen++
      assert.ok(made - seen <= 17, `${made} made, ${seen} seen`)
      if (seen === 200) break
    }
  }
  assert.equal(stream.status === 'cancelled' || stream.status === 'running', true)
  await assert.rejects(Promise.resolve(stream), CancelledError)
})

test('leaving the loop, cancelling and time limits run the generator’s finally blocks', async () => {
  await using pool = new AsyncPool({ concurrency: 1 })
  const closed: string[] = []
  const endless = async function* (name: string) {
    try {
      for (;;) {
        await turn()
        yield name
      }
    } finally {
      closed.push(name)
    }
  }
  for await (const _ of pool.submit(endless, 'left')) break
  const cancelled = pool.submit(endless, 'cancelled')
  for await (const _ of cancelled) {
    cancelled.cancel('enough')
    break
  }
  await assert.rejects(Promise.resolve(cancelled), error => error instanceof CancelledError)
  await assert.rejects(Promise.resolve(pool.with({ timeout: 5 }).submit(endless, 'late')), TaskTimeoutError)
  await pool.submit(turn)
  assert.deepEqual(closed, ['left', 'cancelled', 'late'])
})

test('a paused generator is stopped too, and a deaf one is left after its time', async () => {
  await using pool = new AsyncPool({ concurrency: 1 })
  const paused = pool.submit(function* () {
    for (;;) yield 0
  })
  await turn()
  paused.cancel()
  await assert.rejects(paused, CancelledError)
  const deaf = pool.submit(async function* () {
    yield await new Promise<number>(() => {})
  })
  await turn()
  deaf.cancel()
  await assert.rejects(deaf, CancelledError)
  assert.equal(await pool.submit(() => 1), 1)
})

test('what was yielded before a failure has arrived', async () => {
  await using pool = new AsyncPool()
  const broken = function* () {
    yield 1
    throw new RangeError('broke')
  }
  const seen: number[] = []
  await assert.rejects(async () => {
    for await (const value of pool.submit(broken)) seen.push(value)
  }, /broke/)
  assert.deepEqual(seen, [1])
  const awaited = pool.submit(broken)
  await assert.rejects(Promise.resolve(awaited), /broke/)
  assert.deepEqual([awaited.arrived.done, awaited.arrived.results], [1, [1]])
})

test('a task that minds its signal ends its stream', async () => {
  await using pool = new AsyncPool()
  const { signal } = new AbortController()
  const stream = pool.with({ timeout: 5, signal }).submit(
    withTask(async function* ({ signal: own }) {
      yield 1
      await untilAborted(own)
    }),
  )
  const seen: number[] = []
  await assert.rejects(async () => {
    for await (const value of stream) seen.push(value)
  }, TaskTimeoutError)
  assert.deepEqual(seen, [1])
  await sleep(0)
})

let factor = 3

function closed(): void {}

for (const [kind, create] of [
  ['thread', () => new ThreadPool({ workers: 1 })],
  ['process', () => new ProcessPool({ workers: 1 })],
] as const)
  test(`generators stream from a ${kind}, a little ahead, and end when their loop is left`, async () => {
    await using pool = create()
    const count = async function* (most: number) {
      for (let i = 0; i < most; i++) yield { value: i * factor, cause: new RangeError(String(i)) }
    }
    const seen: number[] = []
    for await (const { value, cause } of pool.submit(count, 100)) {
      seen.push(value)
      assert.ok(cause instanceof RangeError)
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 100 }, (_, i) => i * factor),
    )
    assert.equal((await pool.submit(count, 3000)).length, 3000)

    const naturals = withTask(function* ({ progress }) {
      try {
        for (let i = 0; ; i++) {
          progress({ done: i })
          yield i
        }
      } finally {
        closed()
      }
    })
    const stream = pool.submit(naturals)
    let ahead = 0
    stream.onProgress(({ done = 0 }) => {
      ahead = Math.max(ahead, done)
    })
    let taken = 0
    for await (const value of stream) {
      assert.equal(value, taken++)
      assert.ok(ahead - taken <= 48, `${ahead} made, ${taken} taken`)
      if (taken === 200) break
    }
    await assert.rejects(Promise.resolve(stream), CancelledError)

    const dies = function* () {
      yield 1
      process.exit(3)
    }
    const before: number[] = []
    await assert.rejects(async () => {
      for await (const value of pool.submit(dies)) before.push(value)
    }, WorkerLostError)
    assert.deepEqual(before, [1])
    await assert.rejects(
      Promise.resolve(
        pool.submit(function* () {
          yield () => 1
        }),
      ),
      NotShippableError,
    )
    factor = 4
    assert.equal((await pool.submit(count, 2))[1]?.value, 4)
    factor = 3
  })
