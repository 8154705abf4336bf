import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coroutines, sleep } from '../../../src/index.ts'
import { turn } from './support/deferred.ts'

function* count(from: number, steps = 2) {
  for (let i = 0; i < steps; i++) yield from + i
  return `${from} done`
}

test('each yield gives up control, and the switches are counted', () => {
  const log: unknown[] = []
  const speak = (name: string) =>
    function* () {
      for (let i = 0; i < 2; i++) {
        log.push(`${name}${i}`)
        yield
      }
      return name
    }
  const passed: [number, number, number][] = []
  const outcome = coroutines([speak('a'), speak('b')], { onSwitch: ({ from, to, number }) => passed.push([from.index, to.index, number]) })
  const results: [string, string] = outcome.results
  assert.deepEqual(results, ['a', 'b'])
  assert.deepEqual(log, ['a0', 'b0', 'a1', 'b1'])
  assert.equal(outcome.switches, 5)
  assert.equal(outcome.steps, 6)
  assert.deepEqual(passed.slice(0, 2), [
    [0, 1, 1],
    [1, 0, 2],
  ])
  assert.equal(outcome.trace, undefined)
  assert.deepEqual(coroutines([]), { results: [], switches: 0, steps: 0 })
  assert.equal(coroutines([count(1)]).switches, 0)
})

test('a schedule decides who goes next, and is refused one that has ended', () => {
  const { results, switches } = coroutines([count(1), count(10)], { schedule: ready => Math.max(...ready.map(({ index }) => index)) })
  assert.deepEqual(results, ['1 done', '10 done'])
  assert.equal(switches, 1)
  const byValue = coroutines([count(5, 3), count(1, 3)], {
    trace: true,
    schedule: ready => [...ready].sort((a, b) => Number(a.yielded ?? 0) - Number(b.yielded ?? 0))[0]?.index ?? -1,
  })
  assert.deepEqual(
    byValue.trace?.steps.map(({ coroutine }) => coroutine),
    [0, 1, 1, 1, 1, 0, 0, 0],
  )
  assert.throws(() => coroutines([count(1), count(2)], { schedule: () => 7 }), {
    name: 'RangeError',
    message: 'coroutines: schedule returned the number 7; ready are 0, 1',
  })
})

test('a trace prints a column a coroutine and a line a step', () => {
  function* ping() {
    yield 'ping'
  }
  const { trace } = coroutines([ping, count(1, 1)], { trace: true })
  assert.equal(
    String(trace),
    [
      'step  ping              #1',
      "   1  yield 'ping'",
      '   2                    yield 1',
      '   3  return undefined',
      "   4                    return '1 done'",
    ].join('\n'),
  )
})

test('with an async generator the outcome is a promise, and still one runs at a time', async () => {
  const log: string[] = []
  async function* fetches() {
    log.push('fetch begins')
    await turn()
    log.push('fetch ends')
    yield
    return 2n
  }
  function* counts() {
    log.push('count')
    yield
    return 'c'
  }
  const outcome = await coroutines([fetches(), counts()])
  const results: [bigint, string] = outcome.results
  assert.deepEqual(results, [2n, 'c'])
  assert.deepEqual(log, ['fetch begins', 'fetch ends', 'count'])
  assert.equal(outcome.switches, 3)
})

test('one that throws closes the others', async () => {
  let closed = 0
  const held = function* () {
    try {
      for (;;) yield
    } finally {
      closed++
    }
  }
  const broken = function* () {
    yield
    throw new RangeError('broke')
  }
  assert.throws(() => coroutines([held(), broken(), held()]), /broke/)
  assert.equal(closed, 2)
  const brokenLater = async function* () {
    yield
    throw new RangeError('broke later')
  }
  await assert.rejects(coroutines([held(), brokenLater()]), /broke later/)
  assert.equal(closed, 3)
})

test('a signal is seen at each switch, and ends the wait for a step', async () => {
  const controller = new AbortController()
  const aborts = function* () {
    yield
    controller.abort('enough')
    for (;;) yield
  }
  assert.throws(
    () => coroutines([aborts()], { signal: controller.signal }),
    error => error === 'enough',
  )
  const waits = async function* () {
    await sleep(1e6, { signal: stop.signal })
    yield
  }
  const stop = new AbortController()
  const waiting = coroutines([waits()], { signal: stop.signal })
  stop.abort('enough')
  await assert.rejects(waiting, error => error === 'enough')
})

test('a hundred thousand switches are no burden', () => {
  assert.equal(coroutines([count(0, 50_000), count(0, 50_000)]).switches, 100_001)
})

test('wrong arguments are named', () => {
  assert.throws(() => coroutines(count(1) as never), /generators\[0\] has to be a generator or a generator function, not the number 1/)
  assert.throws(
    () => coroutines([count] as never, { schedule: 'random' as never }),
    /schedule has to be 'round-robin' or a function, not the string "random"/,
  )
  assert.throws(() => coroutines(5 as never), /generators has to be an array or another iterable/)
  assert.throws(() => coroutines([count(1)], { onSwitch: 1 as never }), /onSwitch has to be a function/)
})
