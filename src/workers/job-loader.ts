/** Makes the function of a job, and what it is called with. */

import { decode } from '../capture/decode.ts'
import type { Reviver } from '../capture/reviver.ts'
import type { ActiveJob, AnyFunction } from './active-job.ts'

export interface Prepared {
  readonly fn: AnyFunction
  readonly args: readonly unknown[]
}

export class JobLoader {
  readonly #reviver: Reviver
  /** Modules of earlier jobs are being loaded: what comes with those may be needed. */
  #installing: Promise<unknown> | undefined

  constructor(reviver: Reviver) {
    this.#reviver = reviver
  }

  /** `undefined`: the calls of the job have failed. */
  prepare(active: ActiveJob): Prepared | undefined | Promise<Prepared | undefined> {
    return this.#installing === undefined ? this.#install(active) : this.#installing.then(() => this.prepare(active))
  }

  #install(active: ActiveJob): Prepared | undefined | Promise<Prepared | undefined> {
    const { news, fn, args } = active.message
    const { resolve } = this.#reviver
    const failed = (error: unknown): undefined => {
      active.failAll(error)
    }
    const prepared = (): Prepared => ({ fn: resolve(fn) as AnyFunction, args: decode(args, resolve) as readonly unknown[] })
    try {
      const installed = news === undefined ? undefined : this.#reviver.install(news)
      if (installed === undefined) return prepared()
      const whole = installed.then(prepared).catch(failed)
      this.#installing = whole.finally(() => {
        this.#installing = undefined
      })
      return whole
    } catch (error) {
      return failed(error)
    }
  }
}
