/** While workers are idle: what others have not got to, since they are at something long, is called back from them. */

import { clearTimeout, setTimeout } from 'node:timers'
import type { WorkerHost } from '../workers/worker-host.ts'
import type { Assignment } from './assignment.ts'
import { AIM } from './pace.ts'

export interface BalanceOptions {
  /** Some worker has nothing to do. */
  readonly idle: () => boolean
  readonly assignments: ReadonlyMap<Assignment, { readonly host: WorkerHost }>
}

export class Balance {
  readonly #options: BalanceOptions
  /** Once is enough. */
  readonly #called = new WeakSet<Assignment>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: BalanceOptions) {
    this.#options = options
  }

  /** Looks again in a moment if there may be something to call back. */
  look(): void {
    const { idle, assignments } = this.#options
    if (this.#timer !== undefined || !idle()) return
    const hosts = new Set<WorkerHost>()
    for (const [assignment, { host }] of assignments) {
      if (!this.#called.has(assignment) && (assignment.calls > 1 || hosts.has(host))) {
        this.#timer = setTimeout(() => this.#callBack(), 2 * AIM).unref()
        return
      }
      hosts.add(host)
    }
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #callBack(): void {
    this.#timer = undefined
    const { idle, assignments } = this.#options
    if (!idle()) return
    const long = performance.now() - 2 * AIM
    for (const [assignment, { host }] of assignments) {
      if (assignment.begun >= long || this.#called.has(assignment)) continue
      this.#called.add(assignment)
      host.recall()
    }
    this.look()
  }
}
