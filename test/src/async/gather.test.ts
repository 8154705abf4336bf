import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { CancelledError, gather, sleep, Task, TasksFailedError, withTask } from '../../../src/index.ts'
import { deferred, turn, untilAborted } from './support/deferred.ts'

const rejection = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(
    () => assert.fail('should have been rejected'),
    (error: unknown) => error,
  )

test('results come in the order of the items, whatever ends first, and are typed as a tuple', async () => {
  const log: string[] = []
  const step = (index: number, gate: Promise<void>) => async () => {
    log.push(`start ${index}`)
    await gate
    log.push(`end ${index}`)
    return index
  }
  const [a, b] = [deferred(), deferred()]
  const task = gather([step(0, b.promise), step(1, a.promise), Promise.resolve('two'), () => 3n])
  log.push('called')
  a.resolve()
  await turn()
  b.resolve()
  const results: [number, number, string, bigint] = await task
  assert.deepEqual(results, [0, 1, 'two', 3n])
  assert.deepEqual(log, ['called', 'start 0', 'start 1', 'end 1', 'end 0'])
  assert.ok(task instanceof Task)
  assert.equal(task.status, 'done')
  assert.deepEqual(await gather([]), [])
})

test('at most limit functions run at a time, and an iterable is read no faster', async () => {
  let running = 0
  let most = 0
  let made = 0
  function* work() {
    for (let index = 0; index < 20; index++) {
      made++
      yield async () => {
        most = Math.max(most, ++running)
        assert.ok(made <= index + 3)
        await turn()
        running--
        return index
      }
    }
  }
  assert.deepEqual(
    await gather(work(), { limit: 3 }),
    Array.from({ length: 20 }, (_, index) => index),
  )
  assert.equal(most, 3)
})

test('the first failure rejects at once, aborts the others and never calls the rest', async () => {
  const seen: unknown[] = []
  const failure = new RangeError('first')
  const task = gather(
    [
      signal => untilAborted(signal).catch((error: unknown) => seen.push(error)),
      async () => {
        throw failure
      },
      () => seen.push('must not be called'),
    ],
    { limit: 2 },
  )
  assert.equal(await rejection(task), failure)
  assert.equal(task.status, 'failed')
  assert.equal(seen.length, 1)
  assert.ok(seen[0] instanceof CancelledError && seen[0].cause === failure)
})

test('a function that throws synchronously fails as any other', async () => {
  const thrown = gather([
    () => {
      throw new RangeError('sync')
    },
  ])
  await assert.rejects(Promise.resolve(thrown), { name: 'RangeError', message: 'sync' })
})

test('without failFast all are waited for and the failures are collected by index', async () => {
  const ended: number[] = []
  const error = await rejection(
    gather([() => Promise.reject(new RangeError('no')), async () => ended.push(1), () => Promise.reject('text'), turn()], {
      failFast: false,
    }),
  )
  assert.ok(error instanceof TasksFailedError)
  assert.deepEqual(error.indices, [0, 2])
  assert.deepEqual(error.errors.slice(1), ['text'])
  assert.equal(error.results[1], 1)
  assert.deepEqual(ended, [1])
})

test('cancelling aborts functions, cancels tasks, abandons promises, and stops taking', async () => {
  let closed = false
  const never = new Promise<void>(() => {})
  const inner = gather([untilAborted])
  function* items() {
    try {
      yield untilAborted
      yield inner
      yield never
      yield () => assert.fail('must not be called')
    } finally {
      closed = true
    }
  }
  const task = gather(items(), { limit: 3 })
  await turn()
  task.cancel('enough')
  const error = await rejection(task)
  assert.ok(error instanceof CancelledError && error.cause === 'enough')
  assert.equal(task.status, 'cancelled')
  assert.ok((await rejection(inner)) instanceof CancelledError)
  assert.ok(closed)
})

test('a signal that fired calls nothing; one that fires cancels; none keeps a listener', async () => {
  await assert.rejects(Promise.resolve(gather([() => assert.fail('called')], { signal: AbortSignal.abort('before') })), { cause: 'before' })
  const controller = new AbortController()
  const { signal } = controller
  await gather([() => sleep(1, { signal }), () => 1], { signal })
  await rejection(gather([() => Promise.reject(new Error())], { signal }))
  assert.equal(getEventListeners(signal, 'abort').length, 0)
  const task = gather([untilAborted], { signal })
  assert.equal(getEventListeners(signal, 'abort').length, 1)
  controller.abort('now')
  await assert.rejects(Promise.resolve(task), { cause: 'now' })
  assert.equal(getEventListeners(signal, 'abort').length, 0)
})

test('what the others do after the end is ignored, and never counts as unhandled', async context => {
  const unhandled = context.mock.fn()
  process.on('unhandledRejection', unhandled)
  const late = deferred()
  await rejection(gather([late.promise, () => Promise.reject(new Error('first')), Promise.reject(new Error('second'))]))
  await rejection(gather([() => new Promise(() => {}), Promise.reject(new Error('before its turn'))], { limit: 1 }))
  late.reject(new Error('late'))
  await turn()
  process.off('unhandledRejection', unhandled)
  assert.equal(unhandled.mock.callCount(), 0)
})

test('functions made by withTask get their context', async () => {
  const place = withTask(({ index, count, worker }) => [index, count, worker])
  assert.deepEqual(await gather([place, place]), [
    [0, 2, 'main'],
    [1, 2, 'main'],
  ])
})

test('a hundred thousand functions are no burden', async () => {
  const many = Array.from({ length: 100_000 }, (_, index) => async () => index)
  const results = await gather(many, { limit: 1000 })
  assert.equal(results.length, 100_000)
  assert.equal(results[99_999], 99_999)
})

test('wrong arguments are named, and nothing is called', async () => {
  const wrong = (call: PromiseLike<unknown>, message: RegExp, name = 'TypeError') =>
    assert.rejects(Promise.resolve(call), { name, message })
  const called = () => assert.fail('called')
  await wrong(gather(Promise.resolve(1) as never), /items has to be an array or another iterable, not a Promise; write gather\(\[a, b\]\)/)
  await wrong(gather([called, 5] as never), /items\[1\] has to be a function, a task or a promise, not the number 5/)
  await wrong(gather('ab' as never), /not the string "ab"/)
  await wrong(gather([called], { limit: 0 }), /limit has to be an integer of at least 1, or Infinity, not 0/, 'RangeError')
  await wrong(gather([called], { limit: Number.NaN }), /limit .* not NaN/, 'RangeError')
  await wrong(gather([called], { limit: '2' as never }), /limit has to be a number, not the string "2"/)
  await wrong(
    gather([called], { signal: new AbortController() as never }),
    /signal has to be an AbortSignal, not an AbortController; pass controller.signal/,
  )
})
