import type { ResourceLimits } from 'node:worker_threads'
import { environment } from '../environment.ts'
import { ThreadHost } from '../workers/thread-host.ts'
import { type PoolOptions, WorkerPool } from './pool.ts'

export interface ThreadPoolOptions extends PoolOptions {
  /** Limits of each thread's memory, as `node:worker_threads` takes them. A thread beyond them is lost, its task fails. */
  readonly resourceLimits?: ResourceLimits
}

/**
 * Worker threads that run functions. Without options it grows with what waits, up to `availableParallelism()`, and shrinks
 * when idle. A function takes along what it uses, as with `spawnThread`; threads are reused for one task after another.
 *
 * @throws RangeError, TypeError for an option out of its range
 * @example
 * await using pool = new ThreadPool({ workers: 4 })
 * const squares = await pool.map(x => x ** 2, [1, 2, 3])
 */
export class ThreadPool extends WorkerPool {
  constructor(options: ThreadPoolOptions = {}) {
    let made = 0
    const { name = 'pool', resourceLimits } = options
    const all = environment().parallelism()
    const most = options.workers ?? options.maxWorkers ?? all
    const thread = { parallelism: Math.max(1, Math.floor(all / most)), ...(resourceLimits && { resourceLimits }) }
    super(options, { defaultWorkers: all, createHost: () => new ThreadHost({ name: `${name}-${++made}`, ...thread }) })
  }
}
