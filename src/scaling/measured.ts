/** What a measurement has so far: there whatever stops it. */

import { inspect } from 'node:util'
import type { ScaleData, ScaleRun } from './scale-data.ts'
import { ScaleResult } from './scale-result.ts'

/** After a failure, a stop or an interrupt: what had been measured by then. */
export interface ScaleArrived {
  readonly runs: readonly ScaleRun[]
  /** What follows from them; `undefined` before the first. */
  readonly result: ScaleResult | undefined
}

export class Measured implements ScaleArrived {
  readonly runs: ScaleRun[] = []
  #about: Omit<ScaleData, 'runs' | 'interrupted'> | undefined
  #expected = 0

  begin(about: Omit<ScaleData, 'runs' | 'interrupted'>, expected: number): void {
    this.#about = about
    this.#expected = expected
  }

  get result(): ScaleResult | undefined {
    if (this.#about === undefined || this.runs.length === 0) return undefined
    return new ScaleResult({ ...this.#about, interrupted: this.runs.length < this.#expected, runs: [...this.runs] })
  }

  [inspect.custom](): unknown {
    return this.result ?? 'nothing is measured yet'
  }
}
