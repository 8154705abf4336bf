import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { JUPYTER_DISPLAY } from '../../../src/display/displayable.ts'
import { createCpuLimit } from '../../../src/scaling/cpu-limit.ts'
import { ScaleInterruptedError, scale } from '../../../src/scaling/scale.ts'
import { ScaleResult } from '../../../src/scaling/scale-result.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const spin = (n: number): number => {
  let sum = 0
  for (let i = 0; i < 20_000; i++) sum += (i * n) % 7
  return sum
}

test('every backend is timed at every count, as often as asked, in interleaved rounds', async () => {
  const result = await scale(spin, 6, { over: ['inline', 'async', 'thread', 'process'], workers: [1, 2], repeat: 2 })
  assert.equal(result.runs.length, 16)
  assert.deepEqual(new Set(result.runs.map(({ backend, workers, round }) => `${backend} ${workers} ${round}`)).size, 16)
  assert.ok(result.runs.every(({ time }) => time > 0))
  const rounds = result.runs.map(({ round }) => round)
  assert.deepEqual(
    rounds,
    [...rounds].sort((a, b) => a - b),
    'a round ends before the next begins',
  )
  assert.equal(result.analysis.base.backend, 'inline')
  assert.equal(result.data.axis, 'workers')
})

test('a core count limits the CPUs of everything, and all come back after it', async t => {
  const limit = createCpuLimit()
  if (!limit) return t.skip('this system cannot limit CPUs')
  const before = availableParallelism()
  const seen: number[] = []
  const result = await scale(() => seen.push(availableParallelism()), 1, { over: ['inline'], cores: [1], repeat: 1 })
  assert.deepEqual(seen, [1])
  assert.equal(availableParallelism(), before)
  assert.equal(result.data.axis, 'cores')
})

test('more cores than there are is an error that says what to sweep instead', async () => {
  await assert.rejects(scale(spin, 1, { cores: [4096] }), /4096 is more than the \d+ .*sweep workers/)
  await assert.rejects(scale(spin, 1, { over: ['fibres' as never] }), /fibres is no backend; choose from inline/)
  await assert.rejects(scale(spin, 0), /items: a whole number of at least 1/)
  await assert.rejects(scale(spin, 1, { repeat: 0.5 }), /repeat/)
})

test('what was measured before a stop is kept', async () => {
  const controller = new AbortController()
  let calls = 0
  const stopped = scale(() => ++calls === 3 && controller.abort(new Error('enough')), 1, {
    over: ['inline'],
    workers: [1],
    repeat: 10,
    signal: controller.signal,
  })
  await assert.rejects(stopped, error => {
    assert.ok(error instanceof ScaleInterruptedError)
    assert.equal(error.partial?.runs.length, 3)
    assert.equal(error.partial?.data.interrupted, true)
    return true
  })
})

test('an error of the work is the error of the measurement', async () => {
  await assert.rejects(
    scale(
      (n: number) => {
        if (n === 1) throw new TypeError('item 1')
      },
      2,
      { over: ['inline'], workers: [1] },
    ),
    TypeError,
  )
})

test('a saved result is read back with the same analysis, and draws over another', async t => {
  const folder = temporaryFolder(t)
  const result = await scale(spin, 2, { over: ['inline'], workers: [1, 2], repeat: 6, title: 'spin' })
  const file = join(folder, 'curve.json')
  await result.save(file)
  const loaded = await ScaleResult.load(file)
  assert.deepEqual(loaded.analysis, result.analysis)
  const both = result.figure(loaded).data['application/vnd.plotly.v1+json'] as { data: { name?: string }[] }
  assert.equal(both.data.filter(({ name }) => name?.startsWith('inline, ')).length >= 2, true)
  await assert.rejects(ScaleResult.load(join(import.meta.dirname, '../../../../package.json')), /holds no result of scale/)
})

test('the table says base case, interval, machine and counts, as text and HTML', async () => {
  const result = await scale(spin, 2, { over: ['inline', 'thread'], workers: [1, 2], repeat: 6 })
  const bundle = result[JUPYTER_DISPLAY]()
  const text = stripVTControlCharacters(String(bundle['text/plain']))
  assert.match(text, /inline +1 .* – .* 1\.00× +100 % +–/)
  assert.match(text, /Speed-up 1 is inline on 1/)
  assert.match(String(bundle['text/html']), /^<table>.*Karp–Flatt/s)
})

test('the figure marks the cores, the ideal line and each backend', async () => {
  const result = await scale(spin, 2, { over: ['inline', 'thread'], workers: [1, 2], repeat: 6 })
  const figure = result.figure().data['application/vnd.plotly.v1+json'] as {
    data: { name?: string; error_y?: unknown }[]
    layout: { annotations: { text: string }[] }
  }
  const names = figure.data.map(({ name }) => name)
  for (const name of ['inline', 'thread', 'ideal']) assert.ok(names.includes(name), name)
  assert.ok(figure.data.some(({ error_y }) => error_y))
  assert.equal(figure.layout.annotations[0]?.text, `${availableParallelism()} cores`)
})
