import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asCompleted } from '../../../src/index.ts'
import { deferred, turn } from './support/deferred.ts'

test('results come as they are ready', async () => {
  const [a, b, c] = [deferred<string>(), deferred<string>(), deferred<string>()]
  const seen: string[] = []
  c.resolve('c')
  for await (const value of asCompleted([a.promise, b.promise, c.promise])) {
    seen.push(value)
    if (value === 'c') b.resolve('b')
    else a.resolve('a')
  }
  assert.deepEqual(seen, ['c', 'b', 'a'])
  for await (const _ of asCompleted([])) assert.fail('nothing to come')
})

test('a failure makes the loop throw; with settled each outcome comes with its index', async () => {
  const failing = Promise.reject(new RangeError('no'))
  await assert.rejects(async () => {
    for await (const _ of asCompleted([failing, new Promise(() => {})])) assert.fail('nothing succeeds')
  }, /no/)
  const seen: unknown[] = []
  for await (const outcome of asCompleted([turn().then(() => 1), Promise.reject('text')], { settled: true })) seen.push(outcome)
  assert.deepEqual(seen, [
    { index: 1, status: 'rejected', reason: 'text' },
    { index: 0, status: 'fulfilled', value: 1 },
  ])
})

test('failures after the loop was left are not unhandled', async context => {
  const unhandled = context.mock.fn()
  process.on('unhandledRejection', unhandled)
  const late = deferred()
  for await (const value of asCompleted([Promise.resolve(1), late.promise])) {
    assert.equal(value, 1)
    break
  }
  late.reject(new Error('late'))
  await turn()
  process.off('unhandledRejection', unhandled)
  assert.equal(unhandled.mock.callCount(), 0)
})

test('a signal ends a waiting loop', async () => {
  const controller = new AbortController()
  const loop = (async () => {
    for await (const _ of asCompleted([new Promise(() => {})], { signal: controller.signal })) assert.fail('nothing comes')
  })()
  controller.abort('enough')
  await assert.rejects(loop, error => error === 'enough')
})

test('wrong arguments are named', () => {
  assert.throws(() => asCompleted(5 as never), /asCompleted: items has to be an array or another iterable, not the number 5/)
  assert.throws(() => asCompleted([async () => 1] as never), /items\[0\] has to be a task or a promise, not a function; call it/)
})
