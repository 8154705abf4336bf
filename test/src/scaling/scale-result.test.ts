import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Backend, ScaleData, ScaleRun } from '../../../src/scaling/scale-data.ts'
import { ScaleResult } from '../../../src/scaling/scale-result.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

interface Given extends Partial<Omit<ScaleData, 'runs'>> {
  readonly counts: readonly number[]
  readonly over?: readonly Backend[]
}

/** Times of 10 ms that never end in parallel and 90 that do, seven of each. */
function resultOf({ counts, over = ['thread'], ...data }: Given): ScaleResult {
  const runs = over.flatMap(backend =>
    counts.flatMap(cores =>
      Array.from({ length: 7 }, (_, round) => ({ backend, cores, workers: cores, round, time: 10 + 90 / cores + round / 1000 })),
    ),
  )
  const machine = { name: 'Example', cores: 16, node: 'v22.0.0' }
  return new ScaleResult({ version: 1, title: 'T', axis: 'cores', items: 1, repeat: 7, interrupted: false, machine, runs, ...data })
}

interface Trace {
  readonly name?: string
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly xaxis?: string
  readonly showlegend?: boolean
}
interface Drawn {
  readonly data: readonly Trace[]
  readonly layout: {
    readonly yaxis: { readonly type?: string }
    readonly xaxis: { readonly type: string; readonly tickvals: readonly number[] }
    readonly annotations: readonly { readonly text: string }[]
  }
}
const drawn = (result: ScaleResult, ...others: ScaleResult[]): Drawn =>
  result.figure(...others).data['application/vnd.plotly.v1+json'] as Drawn
const legend = ({ data }: Drawn) => data.filter(({ showlegend }) => showlegend !== false).map(({ name }) => name)
const text = (result: ScaleResult): string => String(result.table().data['text/plain'])

test('where the base case is on several cores, efficiency and the ideal line count from there', () => {
  const result = resultOf({ counts: [2, 4] })
  const [points] = result.analysis.curves.map(curve => curve.points)
  assert.equal(points?.[0]?.efficiency, 1)
  assert.ok(Math.abs((points?.[1]?.efficiency ?? 0) - (55.003 / 32.503) * (2 / 4)) < 1e-9)
  assert.equal(points?.[1]?.karpFlatt, undefined, 'it is defined over one core')
  const ideal = drawn(result).data.find(({ name }) => name === 'ideal')
  assert.deepEqual([ideal?.x[0], ideal?.y[0]], [2, 55.003])
  assert.ok(Math.abs((ideal?.y.at(-1) ?? 0) - 55.003 / 2) < 1e-9)
})

test('a projection is drawn and told where curves are fitted, and marked as such', () => {
  const result = resultOf({ counts: [1, 2, 4, 8], project: 64 })
  assert.match(text(result), /thread on 64 cores: 11\.4 ms by Amdahl, 11\.4 ms by the USL\. A projection, not measured\./)
  const figure = drawn(result)
  assert.deepEqual(legend(figure), ['thread', 'ideal', 'Amdahl', 'USL', 'projection, not measured'])
  const projected = figure.data.find(({ name }) => name === 'thread: Amdahl, projection, not measured')
  assert.equal(projected?.x[0], 8)
  assert.equal(Math.round(projected?.x.at(-1) ?? 0), 64)
  assert.deepEqual(figure.layout.xaxis, { ...figure.layout.xaxis, type: 'log', tickvals: [1, 2, 4, 8, 16, 32, 64] })
})

test('without four counts there is no curve and no projection, and the table says so', () => {
  const result = resultOf({ counts: [1, 2, 4], project: 64 })
  assert.match(text(result), /No projection to 64: a curve takes 4 counts within the 16 cores of this machine/)
  const figure = drawn(result)
  assert.deepEqual(legend(figure), ['thread', 'ideal'])
  assert.deepEqual(figure.layout.xaxis.tickvals, [1, 2, 4])
})

test('a plain loop follows no law of parallel work', () => {
  const result = resultOf({ counts: [1, 2, 4, 8], over: ['inline', 'thread'] })
  assert.deepEqual(
    result.analysis.curves.map(({ amdahl, usl }) => [amdahl !== undefined, usl !== undefined]),
    [
      [false, false],
      [true, true],
    ],
  )
})

test("another machine's curve brings its cores, and its projection", () => {
  const here = resultOf({ counts: [1, 2], machine: { name: 'Small', cores: 2, node: 'v20.0.0' } })
  const figure = drawn(here, resultOf({ counts: [1, 2, 4, 8, 16], project: 32 }))
  assert.deepEqual(
    figure.layout.annotations.map(annotation => annotation.text),
    ['2 cores', '16 cores'],
  )
  assert.deepEqual(legend(figure).slice(0, 2), ['thread, Small (1)', 'thread, Example (2)'])
  assert.equal(figure.layout.xaxis.tickvals.at(-1), 32)
})

test('one count, one item and one run make a figure and correct English', () => {
  const machine = { name: 'Tiny', cores: 1, node: 'v20.0.0' }
  const runs = [{ backend: 'thread', cores: 1, workers: 1, round: 0, time: 5 }] as const
  const result = resultOf({ counts: [], machine, repeat: 1, runs } as Given)
  assert.match(text(result), /1 item, 1 run each, interleaved\.\nTiny, 1 core, Node 20/)
  assert.deepEqual(legend(drawn(result)), ['thread'])
})

test('times far apart are drawn on a logarithmic axis', () => {
  const runs = [1, 2].map(cores => ({ backend: 'thread', cores, workers: cores, round: 0, time: cores === 1 ? 500 : 5 })) as ScaleRun[]
  assert.equal(drawn(resultOf({ counts: [], runs } as Given)).layout.yaxis.type, 'log')
  assert.equal(drawn(resultOf({ counts: [1, 2] })).layout.yaxis.type, undefined)
})

test('what is not complete says how far it is', () => {
  assert.match(
    text(resultOf({ counts: [1, 2], interrupted: true, repeat: 9 })),
    /1 item, not all measured\.[^]*\n14 runs so far; round 7 of 9\.$/,
  )
})

test('a file that is no result is named', async t => {
  const file = join(temporaryFolder(t), 'curve.json')
  const { runs, ...rest } = resultOf({ counts: [1] }).data
  for (const content of [
    'not JSON',
    'null',
    '{}',
    JSON.stringify({ ...rest, runs: [] }),
    JSON.stringify({ ...rest, runs: [{ time: 1 }] }),
  ]) {
    writeFileSync(file, content)
    await assert.rejects(ScaleResult.load(file), {
      name: 'TypeError',
      message: `${file} holds no result of scale(): save one with result.save(file)`,
    })
  }
  writeFileSync(file, JSON.stringify({ ...rest, runs }))
  assert.deepEqual((await ScaleResult.load(file)).data, { ...rest, runs })
})
