import { checkLimit } from '../async/check.ts'
import { EventLoopHost } from '../workers/event-loop-host.ts'
import { direct } from '../workers/payload.ts'
import { WorkerPool } from './pool.ts'

export interface AsyncPoolOptions {
  /** How many tasks are under way at a time; default Infinity. */
  readonly concurrency?: number
  /** What timelines call it; default `async`. */
  readonly name?: string
}

/**
 * Tasks of this thread's event loop, with the interface of {@link ThreadPool}: for what waits, not for what computes.
 * Nothing travels: functions run as they are, share everything, and a map's items never share a task. A cancelled task
 * that does not mind its signal is left to itself after 200 ms; its outcome is then ignored.
 *
 * @throws RangeError, TypeError for an option out of its range
 * @example
 * await using pool = new AsyncPool({ concurrency: 10 })
 * const codes = await pool.map(async url => (await fetch(url)).status, ['data:,a', 'data:,b']) // [200, 200]
 */
export class AsyncPool extends WorkerPool {
  constructor({ concurrency = Number.POSITIVE_INFINITY, name }: AsyncPoolOptions = {}) {
    checkLimit('concurrency', concurrency)
    const options = { workers: 1, concurrency, ...(name !== undefined && { name }) }
    super(options, { defaultWorkers: 1, createHost: () => new EventLoopHost(name ?? 'async'), pack: direct })
  }
}
