/** Statistics of repeated measurements that assume nothing of their distribution. */

/** @throws RangeError without values */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('median needs at least one value')
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** An interval between two of the measured values. */
export interface Interval {
  readonly low: number
  readonly high: number
  /** The probability that it holds the true median: at least what was asked for. */
  readonly coverage: number
}

/**
 * The narrowest pair of order statistics that holds the median with at least `confidence`, or `undefined` where there are
 * too few values: for 95 % it takes six. Source: Hoefler and Belli, Scientific Benchmarking of Parallel Computing Systems, SC '15.
 *
 * @example
 * medianInterval([5, 1, 4, 2, 3, 6]) // { low: 1, high: 6, coverage: 0.96875 }
 */
export function medianInterval(values: readonly number[], confidence = 0.95): Interval | undefined {
  const n = values.length
  const sorted = [...values].sort((a, b) => a - b)
  let found: Interval | undefined
  // The d-th value from either end misses the median if fewer than d values fall on its side: a binomial tail, twice.
  let tail = 0
  let term = 0.5 ** n
  for (let below = 0; below < n / 2; below++) {
    tail += term
    term = (term * (n - below)) / (below + 1)
    const coverage = 1 - 2 * tail
    if (coverage < confidence) break
    found = { low: sorted[below] as number, high: sorted[n - 1 - below] as number, coverage }
  }
  return found
}
