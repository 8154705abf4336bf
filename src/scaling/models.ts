/** How run time falls with the number of cores: laws, and their parameters fitted to medians. */

/** Wall time (ms) at a number of cores. */
export interface Point {
  readonly cores: number
  readonly time: number
}

export interface AmdahlFit {
  readonly law: 'amdahl'
  /** The share of the work that does not run in parallel, 0 to 1. */
  readonly serial: number
  /** ms on one core, by the law. */
  readonly single: number
  time(cores: number): number
}

export interface UslFit {
  readonly law: 'usl'
  /** Contention: what is waited for one after the other. */
  readonly contention: number
  /** Coherence: what each pair of workers costs. */
  readonly coherence: number
  /** ms on one core, as measured. */
  readonly single: number
  time(cores: number): number
}

/** Fewer core counts fit any curve. */
export const MIN_COUNTS = 4

/**
 * Amdahl's law, T(p) = T₁·(s + (1 − s)/p), by least squares; `undefined` below four core counts.
 * Source: Amdahl, Validity of the single processor approach, AFIPS 1967.
 */
export function fitAmdahl(points: readonly Point[]): AmdahlFit | undefined {
  if (distinct(points) < MIN_COUNTS) return undefined
  // A straight line in 1/p whose intercept is the serial part; neither part can be negative.
  const { intercept, slope } = line(points.map(({ cores, time }) => [1 / cores, time]))
  const serialTime = Math.max(0, intercept)
  const parallelTime = Math.max(0, intercept < 0 ? throughOrigin(points) : slope)
  const single = serialTime + parallelTime
  return { law: 'amdahl', serial: serialTime / single, single, time: cores => serialTime + parallelTime / cores }
}

/**
 * The Universal Scalability Law, C(p) = p / (1 + σ(p − 1) + κ·p(p − 1)), fitted to the speed-up over the measured
 * single-core time; `undefined` below four core counts or without one at 1. Source: Gunther, Guerrilla Capacity Planning, 2007.
 */
export function fitUsl(points: readonly Point[]): UslFit | undefined {
  const single = points.find(({ cores }) => cores === 1)?.time
  if (single === undefined || distinct(points) < MIN_COUNTS) return undefined
  // p/C − 1 = σ(p − 1) + κ·p(p − 1): linear in both, without intercept.
  const rows = points
    .filter(({ cores }) => cores > 1)
    .map(({ cores, time }) => ({ a: cores - 1, b: cores * (cores - 1), y: (cores * time) / single - 1 }))
  const { contention, coherence } = nonNegative(rows)
  const time = (cores: number): number => (single * (1 + contention * (cores - 1) + coherence * cores * (cores - 1))) / cores
  return { law: 'usl', contention, coherence, single, time }
}

/**
 * The experimentally determined serial fraction, (1/ψ − 1/p)/(1 − 1/p) for speed-up ψ on p cores; `undefined` at one core.
 * It rises with p where overhead grows. Source: Karp and Flatt, Measuring Parallel Processor Performance, CACM 1990.
 */
export function karpFlatt(speedup: number, cores: number): number | undefined {
  return cores > 1 ? (1 / speedup - 1 / cores) / (1 - 1 / cores) : undefined
}

const distinct = (points: readonly Point[]): number => new Set(points.map(({ cores }) => cores)).size

function line(pairs: readonly (readonly [number, number])[]): { readonly intercept: number; readonly slope: number } {
  const n = pairs.length
  const meanX = pairs.reduce((sum, [x]) => sum + x, 0) / n
  const meanY = pairs.reduce((sum, [, y]) => sum + y, 0) / n
  const slope = pairs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / pairs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  return { slope, intercept: meanY - slope * meanX }
}

const throughOrigin = (points: readonly Point[]): number =>
  points.reduce((sum, { cores, time }) => sum + time / cores, 0) / points.reduce((sum, { cores }) => sum + 1 / cores ** 2, 0)

/** Least squares for y = contention·a + coherence·b with both ≥ 0: where one comes out negative it is left out. */
function nonNegative(rows: readonly { readonly a: number; readonly b: number; readonly y: number }[]): {
  readonly contention: number
  readonly coherence: number
} {
  const sum = (f: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + f(row), 0)
  const [aa, ab, bb, ay, by] = [sum(r => r.a * r.a), sum(r => r.a * r.b), sum(r => r.b * r.b), sum(r => r.a * r.y), sum(r => r.b * r.y)]
  const determinant = aa * bb - ab * ab
  const contention = (ay * bb - by * ab) / determinant
  const coherence = (aa * by - ab * ay) / determinant
  if (contention < 0) return { contention: 0, coherence: Math.max(0, by / bb) }
  if (coherence < 0) return { contention: Math.max(0, ay / aa), coherence: 0 }
  return { contention, coherence }
}
