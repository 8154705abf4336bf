import { environment } from '../environment.ts'
import { ProcessHost, type ProcessOptions } from '../workers/process-host.ts'
import { type PoolOptions, WorkerPool } from './pool.ts'

export interface ProcessPoolOptions extends PoolOptions {
  /** Flags for Node, `['--max-old-space-size=8192']` say; default: those of this process. */
  readonly execArgv?: readonly string[]
  /** Variables that the workers have besides those of this process. */
  readonly env?: Readonly<Record<string, string>>
}

/**
 * Worker processes that run functions, with the interface of {@link ThreadPool}: each has a memory of its own, so that
 * nothing is shared and a crash ends only one of them. Without options it grows with what waits, up to
 * `availableParallelism()`, and shrinks when idle.
 *
 * @throws RangeError, TypeError for an option out of its range
 * @example
 * await using pool = new ProcessPool({ workers: 4 })
 * const squares = await pool.map(x => x ** 2, [1, 2, 3])
 */
export class ProcessPool extends WorkerPool {
  constructor(options: ProcessPoolOptions = {}) {
    let made = 0
    const { name = 'pool', execArgv, env } = options
    const create = (): ProcessHost => {
      const host: ProcessOptions = { name: `${name}-${++made}`, ...(execArgv && { execArgv }), ...(env && { env }) }
      return new ProcessHost(host)
    }
    super(options, { defaultWorkers: environment().parallelism(), createHost: create })
  }
}
