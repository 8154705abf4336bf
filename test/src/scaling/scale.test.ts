import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { Worker } from 'node:worker_threads'
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
  await assert.rejects(scale(spin, 1, { cores: [] }), /cores: at least one count is needed/)
  await assert.rejects(scale(spin, 1, { workers: [] }), /workers: at least one count is needed/)
  await assert.rejects(scale(spin, 1, { project: 0.5 }), /project: a whole number/)
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

test('an error of the work is the error of the measurement, and what was measured before it has arrived', async () => {
  let calls = 0
  const failing = () => {
    if (++calls === 4) throw new TypeError('item 4')
  }
  const scaling = scale(failing, 1, { over: ['inline'], workers: [1, 2, 2], repeat: 7 })
  const soFar = () => scaling.arrived.result
  assert.equal(soFar(), undefined)
  await assert.rejects(scaling, { name: 'TypeError', message: 'item 4' })
  assert.equal(scaling.arrived.runs.length, 3)
  const { data, analysis } = soFar() as ScaleResult
  assert.equal(data.interrupted, true)
  assert.deepEqual(
    analysis.curves[0]?.points.map(({ count, times }) => [count, times.length]),
    [
      [1, 1],
      [2, 2],
    ],
  )
})

test('where the system cannot limit CPUs, workers are counted and the table says so', async t => {
  const path = process.env.PATH
  process.env.PATH = ''
  t.after(() => {
    process.env.PATH = path
  })
  const result = await scale(spin, 2, { over: ['thread'], cores: [1], repeat: 1 })
  assert.equal(result.data.axis, 'workers')
  assert.match(String(result.table().data['text/plain']), /^ +workers[^]*Workers are counted: the cores were not limited\./)
})

test('processes that a thread started are limited as well', async t => {
  const limit = createCpuLimit()
  if (!limit || limit.available < 2) return t.skip('there are no CPUs to limit')
  const script = `const { spawn } = require('node:child_process')
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] })
    require('node:worker_threads').parentPort.postMessage(child.pid)`
  const worker = new Worker(script, { eval: true })
  const [pid] = (await once(worker, 'message')) as [number]
  t.after(async () => {
    process.kill(pid)
    await worker.terminate()
  })
  const cpus = () => /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  const before = cpus()
  limit.apply(1)
  try {
    assert.match(cpus() ?? '', /^\d+$/)
  } finally {
    limit.release()
  }
  assert.equal(cpus(), before)
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
  assert.match(text, /Speed-up 1 is inline on 1 worker: /)
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
