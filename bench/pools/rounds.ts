/** Contenders take turns, so that what else the machine does hits all alike. */

import type { Recorder } from '../kernels/samples.ts'
import type { Contender } from './contender.ts'
import { perTask, type Workload } from './tasks.ts'

export interface SectionContext {
  readonly root: string
  /** That of bench/pools/workers. */
  readonly workers: string
  /** Multiplies the number of rounds. */
  readonly effort: number
  readonly record: Recorder
  readonly note: (text: string) => void
}

export const rounds = (base: number, effort: number): readonly number[] =>
  Array.from({ length: Math.max(1, Math.round(base * effort)) }, (_, round) => round)

/** The order changes from round to round. */
export const rotated = <T>(items: readonly T[], by: number): readonly T[] =>
  items.map((_, index) => items[(index + by) % items.length] as T)

/** Something short is measured several times in a round. */
const shortest = 60
const mostRepeats = 5

/** Milliseconds after which a contender is held to hang. */
const patience = 15_000

export async function compete(
  { record, effort, note }: SectionContext,
  workload: Workload,
  contenders: readonly Contender[],
  count: number,
): Promise<void> {
  const hung = new Set<Contender>()
  const measure = async (contender: Contender): Promise<number | undefined> => {
    if (hung.has(contender)) return undefined
    const taken = await within(patience, contender.measure(workload))
    if (taken !== 'late') return taken
    hung.add(contender)
    note(`${contender.name} did not come to an end of "${workload}" within ${patience / 1000} s, and was left out from there on.`)
    return undefined
  }
  for (const contender of contenders) {
    if (contender.mostRounds?.[workload]) continue
    for (let warm = 0; warm < (workload === 'one' ? 6 : 1); warm++) await measure(contender)
  }
  for (const round of rounds(count, effort)) {
    for (const contender of rotated(contenders, round)) {
      if (round >= (contender.mostRounds?.[workload] ?? count)) continue
      const values: number[] = []
      for (let spent = 0; spent < shortest && values.length < mostRepeats; ) {
        const taken = await measure(contender)
        if (taken === undefined) break
        values.push(perTask(workload, taken))
        spent += taken
      }
      if (values.length > 0) record.add(workload, contender.name, values)
    }
  }
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>(resolve => {
    timer = setTimeout(resolve, milliseconds, 'late')
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
