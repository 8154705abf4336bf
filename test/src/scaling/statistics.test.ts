import assert from 'node:assert/strict'
import { test } from 'node:test'
import { median, medianInterval } from '../../../src/scaling/statistics.ts'

test('the median of an even number of values lies between the middle two', () => {
  assert.equal(median([4, 1, 3, 2]), 2.5)
  assert.equal(median([9, 1, 5]), 5)
  assert.throws(() => median([]), RangeError)
})

test('five values are too few for a 95 % interval, six give their extremes', () => {
  assert.equal(medianInterval([1, 2, 3, 4, 5]), undefined)
  assert.deepEqual(medianInterval([5, 1, 4, 2, 3, 6]), { low: 1, high: 6, coverage: 0.96875 })
})

test('more values narrow the interval as the binomial table has it', () => {
  // Table of order statistics: n = 9 takes the 2nd and 8th, n = 20 the 6th and 15th.
  const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1)
  assert.deepEqual([medianInterval(upTo(9))?.low, medianInterval(upTo(9))?.high], [2, 8])
  assert.deepEqual([medianInterval(upTo(20))?.low, medianInterval(upTo(20))?.high], [6, 15])
})

test('the interval holds the true median about as often as it says', () => {
  // A skewed distribution with median ln 2, from a seeded generator.
  let state = 42
  const random = (): number => {
    state = (state * 1664525 + 1013904223) % 2 ** 32
    return (state + 0.5) / 2 ** 32
  }
  let hits = 0
  for (let trial = 0; trial < 2000; trial++) {
    const interval = medianInterval(Array.from({ length: 7 }, () => -Math.log(random())))
    if (interval && interval.low <= Math.LN2 && Math.LN2 <= interval.high) hits++
  }
  assert.ok(hits / 2000 > 0.96, `${hits} of 2000`)
})
