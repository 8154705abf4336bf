/** What tsloom's pools are to be. */

import type { Samples } from '../kernels/samples.ts'
import { median } from '../kernels/statistics.ts'

/** By the least of all measurements, and by the middle of the rounds. */
export interface Measured {
  readonly best: number
  readonly typical: number
}

export interface Verdict {
  readonly what: string
  readonly against: string
  readonly limit: number
  readonly unit: string
  readonly measured: Measured
  /** Unclear: one of the two is within the limit. */
  readonly verdict: 'ok' | 'unclear' | 'missed'
}

type Target = Pick<Verdict, 'what' | 'against' | 'limit' | 'unit'> & { readonly of: (samples: Samples) => Measured | undefined }
type Place = readonly [metric: string, name: string]

const least = (rounds: readonly (readonly number[])[]): number => Math.min(...rounds.flat())

export function measuredAt(samples: Samples, [metric, name]: Place): Measured | undefined {
  const rounds = samples[metric]?.[name]
  return rounds && { best: least(rounds), typical: median(rounds.map(median)) }
}

/** Rounds that ran side by side are compared with each other: what disturbed one disturbed both. */
function pairwise(samples: Samples, a: Place, b: Place, combine: (a: number, b: number) => number): Measured | undefined {
  const [over, under] = [samples[a[0]]?.[a[1]], samples[b[0]]?.[b[1]]]
  if (!over || !under) return undefined
  const rounds = Array.from({ length: Math.min(over.length, under.length) }, (_, round) =>
    combine(median(over[round] as number[]), median(under[round] as number[])),
  )
  return { best: combine(least(over), least(under)), typical: median(rounds) }
}

const divided = (a: number, b: number): number => a / b
const difference = (a: number, b: number): number => a - b

const at = (what: string, limit: number, unit: string, metric: string, name: string): Target => ({
  what,
  against: '',
  limit,
  unit,
  of: samples => measuredAt(samples, [metric, name]),
})

const beside = (what: string, limit: number, a: Place, b: Place): Target => ({
  what,
  against: b[1],
  limit,
  unit: '×',
  of: samples => pairwise(samples, a, b, divided),
})

const added = (what: string, limit: number, a: Place, b: Place, against = b[1]): Target => ({
  what,
  against,
  limit,
  unit: 'ms',
  of: samples => pairwise(samples, a, b, difference),
})

const ownThreads = 'tsloom ThreadPool'
const ownProcesses = 'tsloom ProcessPool'
const threadPeers = ['piscina', 'tinypool', 'workerpool', 'poolifier', 'ThreadPoolExecutor']
const processPeers = ['worker-farm', 'workerpool, processes', 'ProcessPoolExecutor', 'multiprocessing.Pool']

function fastest(samples: Samples, metric: string, names: readonly string[]): string | undefined {
  const times = names.flatMap(name => {
    const measured = measuredAt(samples, [metric, name])
    return measured ? [{ name, time: measured.typical }] : []
  })
  return times.sort((a, b) => a.time - b.time)[0]?.name
}

function targets(samples: Samples): readonly Target[] {
  const threadPeer = fastest(samples, 'one', threadPeers) ?? ''
  const processPeer = fastest(samples, 'one', processPeers) ?? ''
  return [
    at('20 000 trivial tasks, map, threads', 0.3, 'µs', 'map', ownThreads),
    at('20 000 trivial tasks, map, processes', 0.6, 'µs', 'map', ownProcesses),
    beside('… threads', 1.05, ['map', ownThreads], ['map', 'multiprocessing.Pool']),
    beside('… processes', 1.05, ['map', ownProcesses], ['map', 'multiprocessing.Pool']),
    beside('20 000 single submits, threads', 0.1, ['submit', ownThreads], ['submit', 'piscina']),
    beside('20 000 single submits, processes', 0.1, ['submit', ownProcesses], ['submit', 'piscina']),
    beside('submit → result, one by one, threads (fastest peer)', 1, ['one', ownThreads], ['one', threadPeer]),
    beside('submit → result, one by one, processes (fastest peer)', 1, ['one', ownProcesses], ['one', processPeer]),
    added('%%thread -n 5, prewarmed, adds', 3, ['five.cell', '%%thread -n 5'], ['five.cell', 'an empty cell']),
    added('%%thread -n 5, prewarmed, adds', 3, ['five.cell', '%%thread -n 5'], ['five.cell', 'the same without threads']),
    added(
      '%%thread -n 5, new each time, prewarmed, adds',
      3,
      ['five.cell', '%%thread -n 5, new each time'],
      ['five.cell', 'the same without threads, new each time'],
    ),
    beside('five threads, cold', 1.3, ['five.cold', 'tsloom spawnThread'], ['five.cold', 'bare new Worker']),
    // The speed-up of either is over the same time alone, so that theirs compare as the times do.
    beside('64 tasks that compute, time, threads', 1 / 0.97, ['cpu', ownThreads], ['cpu', 'raw worker_threads']),
    beside('1 000 sleeps, AsyncPool', 1.1, ['sleeps', 'tsloom AsyncPool'], ['sleeps', 'bare event loop']),
    beside('1 000 sleeps, %%async', 1.1, ['sleeps.cell', '%%async'], ['sleeps.cell', 'bare event loop']),
    beside('1 000 sleeps, ThreadPool({ concurrency: 500 })', 1, ['sleeps', 'tsloom ThreadPool(500)'], ['sleeps', 'piscina(500)']),
    at('64 MB shared between threads', 1, 'ms', 'arrays.threads', 'tsloom, shared'),
    at('64 MB transferred to a thread and back', 1, 'ms', 'arrays.threads', 'tsloom, transferred'),
    beside('64 MB to a process and back', 0.6, ['arrays.processes', ownProcesses], ['arrays.processes', 'fork, advanced']),
    ...['tsloom in a cell', ownThreads].flatMap(name => {
      const where = name === ownThreads ? 'in a script' : 'in a cell'
      return [
        added(`a closure ${where}, first time, adds`, 0.2, ['closure.first', name], ['closure.later', name], 'its later calls'),
        beside(`a closure ${where}, later`, 1.05, ['closure.later', name], ['closure.plain', name]),
      ]
    }),
    beside('8 MB captured, later beside first, threads', 0.1, ['large.later', ownThreads], ['large.first', ownThreads]),
    beside('8 MB captured, later beside first, processes', 0.1, ['large.later', ownProcesses], ['large.first', ownProcesses]),
  ]
}

/** Of what was measured. */
export function verdicts(samples: Samples): readonly Verdict[] {
  return targets(samples).flatMap(({ of, ...target }) => {
    const measured = of(samples)
    if (measured === undefined) return []
    const met = [measured.best, measured.typical].filter(value => value <= target.limit).length
    return [{ ...target, measured, verdict: met === 2 ? ('ok' as const) : met === 1 ? ('unclear' as const) : ('missed' as const) }]
  })
}
