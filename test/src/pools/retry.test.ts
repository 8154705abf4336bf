import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CancelledError, NotShippableError } from '../../../src/index.ts'
import { Pace } from '../../../src/pools/pace.ts'
import { retryOf } from '../../../src/pools/retry.ts'

test('delays grow by their factor, and end with the attempts', () => {
  const retry = retryOf({ attempts: 3, delay: 10, factor: 3 })
  const error = new Error('no')
  assert.deepEqual(
    [0, 1, 2, 3].map(attempt => retry?.delay(attempt, error)),
    [10, 30, 90, undefined],
  )
  assert.deepEqual(
    [0, 1].map(attempt => retryOf(1)?.delay(attempt, error)),
    [100, undefined],
  )
  assert.equal(retryOf(0), undefined)
  assert.equal(retryOf(undefined), undefined)
})

test('what was cancelled or cannot travel is not tried again, nor what `on` does not want', () => {
  const retry = retryOf({ attempts: 3, on: error => error instanceof RangeError })
  assert.equal(retry?.delay(0, new RangeError('again')), 100)
  assert.equal(retry?.delay(0, new TypeError('no')), undefined)
  assert.equal(retryOf(3)?.delay(0, new CancelledError('no')), undefined)
  assert.equal(retryOf(3)?.delay(0, new NotShippableError('no')), undefined)
})

test('wrong retries are refused by name', () => {
  assert.throws(() => retryOf(-1), /retries has to be an integer of at least 0, not -1/)
  assert.throws(() => retryOf({ attempts: 1.5 }), /retries\.attempts has to be an integer/)
  assert.throws(() => retryOf({} as { attempts: number }), /retries\.attempts is missing/)
  assert.throws(() => retryOf('twice' as unknown as number), /retries has to be an integer of at least 0, not 'twice'/)
  assert.throws(() => retryOf({ attempts: 1, delay: -1 }), /retries\.delay/)
  assert.throws(() => retryOf({ attempts: 1, factor: 0.5 }), /retries\.factor/)
})

test('as many calls travel together as take a few milliseconds, the last ones fewer', () => {
  const pace = new Pace()
  assert.equal(pace.size(1000, 2), 1)
  pace.note(10, 10)
  assert.equal(pace.size(undefined, 2), 4)
  assert.equal(pace.size(8, 2), 2)
  assert.equal(pace.size(1, 2), 1)
  for (let round = 0; round < 30; round++) pace.note(1000, 0)
  assert.equal(pace.size(undefined, 2), 5000)
  assert.equal(pace.size(3000, 2), 3000, 'not worth another message')
})

test('what other calls of a function took is where a map begins, with more caution than with what its own took', () => {
  const known = new Pace()
  known.note(1, 0.01)
  const pace = new Pace(known)
  assert.equal(pace.size(undefined, 2), 200)
  assert.equal(pace.size(80, 2), 10)
  pace.note(10, 40)
  assert.equal(pace.size(80, 2), 1, 'its own calls take longer')
  assert.equal(new Pace(known).size(80, 2), 2, 'and so they may the next time')
})
