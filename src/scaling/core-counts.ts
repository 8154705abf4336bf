import { availableParallelism } from 'node:os'

/**
 * 1, 2, 3 … up to the cores that this process may use.
 *
 * @example
 * const curve = await scale((n: number) => Math.sqrt(n), 1000, { cores: everyCount() })
 */
export function everyCount(): readonly number[] {
  return Array.from({ length: availableParallelism() }, (_, index) => index + 1)
}

/** 1, 2, 4 … up to `most`, and `most` itself. */
export function coreCounts(most: number): readonly number[] {
  const powers = Array.from({ length: Math.floor(Math.log2(most)) + 1 }, (_, exponent) => 2 ** exponent)
  // Four counts are what a curve can be fitted to; a machine of three or four cores has them only one by one.
  if (most <= 4) return Array.from({ length: most }, (_, index) => index + 1)
  return powers.at(-1) === most ? powers : [...powers, most]
}
