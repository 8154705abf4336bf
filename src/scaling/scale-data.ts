/** What a scaling measurement found: raw times, and what follows from them. Plain data, so that it can be saved. */

import { type AmdahlFit, fitAmdahl, fitUsl, karpFlatt, type Point, type UslFit } from './models.ts'
import { type Interval, median, medianInterval } from './statistics.ts'

export type Backend = 'inline' | 'async' | 'thread' | 'process'

export const BACKENDS: readonly Backend[] = ['inline', 'async', 'thread', 'process']

/** One timed run of the whole work. */
export interface ScaleRun {
  readonly backend: Backend
  /** Cores the run may use; the same as `workers` where the system cannot limit them. */
  readonly cores: number
  readonly workers: number
  /** Which repetition, from 0. Runs of one round are interleaved. */
  readonly round: number
  /** Wall time, ms. */
  readonly time: number
}

export interface ScaleMachine {
  readonly name: string
  readonly cores: number
  readonly node: string
}

/** Everything that was measured. `JSON.stringify` keeps it, `analyse` reads it. */
export interface ScaleData {
  readonly version: 1
  readonly title: string
  /** What the horizontal axis counts. */
  readonly axis: 'cores' | 'workers'
  readonly items: number
  readonly repeat: number
  /** Not all rounds are there: it was stopped, or goes on. */
  readonly interrupted: boolean
  readonly machine: ScaleMachine
  readonly runs: readonly ScaleRun[]
  /** Core count up to which the fitted curve is drawn, where asked for. */
  readonly project?: number
}

export interface ScalePoint {
  readonly backend: Backend
  readonly count: number
  readonly times: readonly number[]
  /** ms. */
  readonly median: number
  /** 95 %; absent below six runs. */
  readonly interval: Interval | undefined
  /** Base case's median over this one's. */
  readonly speedup: number
  /** Speed-up per core (or worker), over that of the base case. */
  readonly efficiency: number
  /** Absent at one core, and where the base case is not on one. */
  readonly karpFlatt: number | undefined
}

export interface ScaleCurve {
  readonly backend: Backend
  readonly points: readonly ScalePoint[]
  /** Fitted to the counts within the machine's cores, where there are four; a plain loop has no law of its own. */
  readonly amdahl: AmdahlFit | undefined
  readonly usl: UslFit | undefined
}

export interface Analysis {
  /** What a speed-up of 1 is. */
  readonly base: { readonly backend: Backend; readonly count: number; readonly median: number }
  readonly curves: readonly ScaleCurve[]
}

/** @throws RangeError without any run */
export function analyse(data: ScaleData): Analysis {
  const groups = groupBy(data.runs)
  const medians = [...groups.values()].map(runs => {
    const [{ backend, cores, workers }] = runs as [ScaleRun]
    const times = runs.map(({ time }) => time)
    return { backend, count: data.axis === 'cores' ? cores : workers, times, median: median(times) }
  })
  const base = baseCase(medians)
  const points = medians.map((point): ScalePoint => {
    const speedup = base.median / point.median
    return {
      ...point,
      interval: medianInterval(point.times),
      speedup,
      efficiency: (speedup * base.count) / point.count,
      karpFlatt: base.count === 1 ? karpFlatt(speedup, point.count) : undefined,
    }
  })
  const backends = [...new Set(points.map(({ backend }) => backend))]
  return { base, curves: backends.map(backend => curve(backend, points, data)) }
}

/** Inline on one core where it was measured: what the work costs without any of this. Else the smallest count of the first backend. */
function baseCase<P extends { readonly backend: Backend; readonly count: number; readonly median: number }>(points: readonly P[]): P {
  const ordered = [...points].sort((a, b) => Number(b.backend === 'inline') - Number(a.backend === 'inline') || a.count - b.count)
  const [first] = ordered
  if (!first) throw new RangeError('nothing was measured: there is no run to analyse')
  return first
}

function curve(backend: Backend, points: readonly ScalePoint[], { machine }: ScaleData): ScaleCurve {
  const own = points.filter(point => point.backend === backend).sort((a, b) => a.count - b.count)
  const within: Point[] = own.filter(({ count }) => count <= machine.cores).map(({ count, median }) => ({ cores: count, time: median }))
  const fits = backend !== 'inline'
  return { backend, points: own, amdahl: fits ? fitAmdahl(within) : undefined, usl: fits ? fitUsl(within) : undefined }
}

const keyOf = ({ backend, cores, workers }: ScaleRun): string => `${backend} ${cores} ${workers}`

function groupBy(runs: readonly ScaleRun[]): Map<string, ScaleRun[]> {
  const groups = new Map<string, ScaleRun[]>()
  for (const run of runs) groups.set(keyOf(run), [...(groups.get(keyOf(run)) ?? []), run])
  return groups
}
