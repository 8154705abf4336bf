import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Wakefulness } from '../../../src/workers/wakefulness.ts'

/** How many of so many round trips are made awake, where they take so long. */
function awakeOf(trips: number, took: { readonly asleep: number; readonly awake: number }, wakefulness = new Wakefulness()): number {
  let awake = 0
  for (let trip = 0; trip < trips; trip++) {
    if (wakefulness.awake) awake++
    wakefulness.note(wakefulness.awake ? took.awake : took.asleep)
  }
  return awake
}

test('where waiting awake is faster it is kept', () => {
  assert.ok(awakeOf(10_000, { asleep: 0.03, awake: 0.01 }) > 9000)
})

test('where it is not, or hardly, it is tried more and more seldom', () => {
  const wakefulness = new Wakefulness()
  const first = awakeOf(10_000, { asleep: 0.03, awake: 0.05 }, wakefulness)
  assert.ok(first > 0 && first < 500, String(first))
  assert.ok(awakeOf(10_000, { asleep: 0.03, awake: 0.028 }, wakefulness) < first)
})

test('calls that take long are no reason to wait awake', () => {
  assert.ok(awakeOf(10_000, { asleep: 5, awake: 1 }) < 500)
})

test('what has changed is found out', () => {
  const wakefulness = new Wakefulness()
  awakeOf(1000, { asleep: 0.03, awake: 0.01 }, wakefulness)
  assert.ok(awakeOf(20_000, { asleep: 0.03, awake: 0.15 }, wakefulness) < 10_000)
})
