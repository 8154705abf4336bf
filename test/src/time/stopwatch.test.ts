import assert from 'node:assert/strict'
import { test } from 'node:test'
import { duration, stopwatch, timed } from '../../../src/index.ts'

test('a stopwatch prints CPU and wall time once', () => {
  const printed: string[] = []
  {
    using watch = stopwatch(text => printed.push(text))
    watch.stop()
  }
  assert.equal(printed.length, 1)
  assert.match(printed[0] ?? '', /^CPU times: user .+, sys: .+, total: .+\nWall time: .+$/)
})

test('timed gives the result, awaited, and prints also when the call throws', async context => {
  const log = context.mock.method(console, 'log', () => {})
  assert.equal(await timed(async () => 5), 5)
  await assert.rejects(
    timed(() => {
      throw new Error('no')
    }),
    /no/,
  )
  assert.equal(log.mock.callCount(), 2)
})

test('durations are written in the unit that fits', () => {
  assert.deepEqual([0.0123, 12.345, 1234, 59_999, 125_000].map(duration), ['12 µs', '12.3 ms', '1.23 s', '1 min 0 s', '2 min 5 s'])
})
