/** What a pool runs at once on one worker: a single call, or a chunk of a map. */

import { type ExecuteOptions, type Execution, execute } from '../workers/execute.ts'
import type { Job } from '../workers/worker-host.ts'
import type { Work } from './scheduler.ts'

export interface UnitOptions extends Omit<ExecuteOptions, 'started'> {
  readonly job: Omit<Job, 'listener'>
  started(worker: string): void
}

export interface Unit extends Work {
  /** One that waits fails at once and never starts. */
  readonly cancel: (error: unknown) => void
}

export function createUnit(options: UnitOptions): Unit {
  let wanted = true
  let execution: Execution | undefined
  return {
    get wanted() {
      return wanted
    },
    run(host, release) {
      wanted = false
      const { job, timeout, name, started, progress, yielded, done, failed } = options
      try {
        execution = execute(host, job, {
          timeout,
          name,
          progress,
          ...(yielded && { yielded }),
          started: () => started(host.name),
          done(results, took) {
            done(results, took)
            release()
          },
          failed(error) {
            failed(error)
            release()
          },
        })
      } catch (error) {
        failed(error)
        queueMicrotask(release)
      }
    },
    cancel(error) {
      if (execution !== undefined) return execution.cancel(error)
      if (!wanted) return
      wanted = false
      options.failed(error)
    },
  }
}
