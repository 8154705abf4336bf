/** What tsloom is to be, beside the others. */

import { ratio, type Samples } from './samples.ts'
import { unchecked } from './sections.ts'

export interface Target {
  readonly what: string
  readonly against: string
  readonly limit: number
  readonly ratio: (samples: Samples) => number | undefined
}

export interface Verdict {
  readonly what: string
  readonly against: string
  readonly limit: number
  readonly ratio: number
  readonly met: boolean
}

const beside =
  (metric: string, peer: string, kernel = 'tsloom') =>
  (samples: Samples) =>
    ratio(samples, [metric, kernel], [metric, peer])

const targets: readonly Target[] = [
  { what: 'launch → kernel_info', against: 'deno', limit: 0.8, ratio: beside('start.info', 'deno') },
  { what: 'launch → first typed result', against: 'deno (untyped)', limit: 1.1, ratio: beside('start.first', 'deno') },
  { what: '1+1 → idle', against: 'ipykernel', limit: 0.65, ratio: beside('cells.simple', 'ipykernel') },
  { what: '1+1 → idle', against: 'tslab', limit: 0.8, ratio: beside('cells.simple', 'tslab') },
  { what: 'a new expression each time → idle', against: 'ipykernel', limit: 0.65, ratio: beside('cells.fresh', 'ipykernel') },
  { what: 'a new expression each time → idle', against: 'tslab', limit: 0.8, ratio: beside('cells.fresh', 'tslab') },
  { what: '1+1 → idle, %typecheck off', against: 'deno', limit: 0.9, ratio: beside('cells.simple', 'deno', unchecked) },
  { what: 'declaring cell', against: 'tslab', limit: 0.25, ratio: beside('declaring.cell', 'tslab') },
  { what: 'declaring cell, 100 queued', against: 'tslab', limit: 0.25, ratio: beside('queued.cell', 'tslab') },
  ...['declaring', 'queued'].map(metric => ({
    what: metric === 'queued' ? 'last ten declaring cells, queued' : 'last ten declaring cells',
    against: 'its first ten',
    limit: 1.2,
    ratio: (samples: Samples) => ratio(samples, [`${metric}.lastTen`, 'tsloom'], [`${metric}.firstTen`, 'tsloom']),
  })),
  { what: '100 000 lines', against: 'ipykernel', limit: 0.5, ratio: beside('output.time', 'ipykernel') },
  { what: 'memory after 200 cells, alone', against: 'tslab', limit: 0.45, ratio: beside('memory.after', 'tslab') },
  { what: 'memory after 200 cells, PSS as measured', against: 'tslab', limit: 0.45, ratio: beside('memory.after.pss', 'tslab') },
  { what: 'memory at start, alone', against: 'deno', limit: 1, ratio: beside('memory.start', 'deno') },
]

/** Of what was measured. */
export function verdicts(samples: Samples): readonly Verdict[] {
  return targets.flatMap(({ ratio: measure, ...target }) => {
    const measured = measure(samples)
    return measured === undefined ? [] : [{ ...target, ratio: measured, met: measured <= target.limit }]
  })
}
