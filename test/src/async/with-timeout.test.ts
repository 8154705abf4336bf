import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { gather, TaskTimeoutError, withTimeout } from '../../../src/index.ts'
import { deferred, turn, untilAborted } from './support/deferred.ts'

const never = () => new Promise<never>(() => {})

test('what ends in time gives its outcome', async () => {
  const value: number = await withTimeout(async () => 5, 10_000)
  assert.equal(value, 5)
  assert.equal(await withTimeout(Promise.resolve('a'), 10_000), 'a')
  assert.equal(await withTimeout(() => 1, Number.POSITIVE_INFINITY), 1)
  await assert.rejects(
    withTimeout(() => {
      throw new RangeError('own')
    }, 10_000),
    { message: 'own' },
  )
})

test('what does not is rejected; its signal says why, and a task is cancelled', async () => {
  const seen = deferred<unknown>()
  const slow = (signal: AbortSignal) => untilAborted(signal).catch(seen.resolve)
  await assert.rejects(withTimeout(slow, 5), error => {
    assert.ok(error instanceof TaskTimeoutError)
    assert.equal(error.timeout, 5)
    assert.equal(error.message, 'slow did not end within 5 ms')
    return true
  })
  assert.ok((await seen.promise) instanceof TaskTimeoutError)
  const task = gather([never])
  await assert.rejects(withTimeout(task, 5), TaskTimeoutError)
  assert.equal(task.status, 'cancelled')
  await assert.rejects(withTimeout(never, 0), TaskTimeoutError)
})

test('the late outcome of the loser is ignored and never unhandled', async context => {
  const unhandled = context.mock.fn()
  process.on('unhandledRejection', unhandled)
  const late = deferred()
  await assert.rejects(withTimeout(late.promise, 1), TaskTimeoutError)
  late.reject(new Error('late'))
  await assert.rejects(
    withTimeout(Promise.reject(new Error('lost')), 10, { signal: AbortSignal.abort('before') }),
    error => error === 'before',
  )
  await turn()
  process.off('unhandledRejection', unhandled)
  assert.equal(unhandled.mock.callCount(), 0)
})

test('a signal ends it with its reason, and keeps no listener', async () => {
  const controller = new AbortController()
  const { signal } = controller
  await withTimeout(() => 1, 10_000, { signal })
  assert.equal(getEventListeners(signal, 'abort').length, 0)
  const waiting = withTimeout(untilAborted, 100_000, { signal })
  assert.equal(getEventListeners(signal, 'abort').length, 1)
  controller.abort('enough')
  await assert.rejects(waiting, error => error === 'enough')
  assert.equal(getEventListeners(signal, 'abort').length, 0)
  await assert.rejects(
    withTimeout(() => assert.fail('called'), 10, { signal }),
    error => error === 'enough',
  )
})

test('wrong arguments are named, and nothing is called', async () => {
  const called = () => assert.fail('called')
  await assert.rejects(withTimeout(called, -1), { name: 'RangeError', message: /ms has to be milliseconds from 0 to 2147483647, not -1/ })
  await assert.rejects(withTimeout(called, Number.NaN), { name: 'RangeError', message: /not NaN/ })
  await assert.rejects(withTimeout(called, 2 ** 31), RangeError)
  await assert.rejects(withTimeout(called, '5' as never), {
    name: 'TypeError',
    message: /ms has to be a number of milliseconds, not the string "5"/,
  })
  await assert.rejects(withTimeout(5 as never, 5), {
    name: 'TypeError',
    message: /work has to be a function, a task or a promise, not the number 5/,
  })
})
