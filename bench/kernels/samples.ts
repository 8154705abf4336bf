/** What was measured: for each metric and kernel, what each round gave. Rounds of different kernels with one index ran side by side. */

import { median } from './statistics.ts'

export type Samples = Record<string, Record<string, number[][]>>

export interface Recorder {
  readonly samples: Samples
  /** Adds the values of one round. */
  add(metric: string, kernel: string, values: readonly number[]): void
}

export function createRecorder(): Recorder {
  const samples: Samples = {}
  return {
    samples,
    add(metric, kernel, values) {
      samples[metric] ??= {}
      samples[metric][kernel] ??= []
      samples[metric][kernel].push([...values])
    },
  }
}

/** The median of the rounds' medians: a round that was disturbed does not count more than another. */
export function value(samples: Samples, metric: string, kernel: string): number | undefined {
  const rounds = samples[metric]?.[kernel]
  return rounds && median(rounds.map(median))
}

/** The median of the rounds' ratios: what disturbed a round disturbed both. */
export function ratio(
  samples: Samples,
  above: readonly [metric: string, kernel: string],
  below: readonly [metric: string, kernel: string],
): number | undefined {
  const [over, under] = [samples[above[0]]?.[above[1]], samples[below[0]]?.[below[1]]]
  if (!over || !under) return undefined
  const rounds = Math.min(over.length, under.length)
  return median(Array.from({ length: rounds }, (_, round) => median(over[round] as number[]) / median(under[round] as number[])))
}
