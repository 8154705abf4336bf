/** One timed run of the work by one means. */

import { AsyncPool } from '../pools/async-pool.ts'
import type { Pool } from '../pools/pool.ts'
import { ProcessPool } from '../pools/process-pool.ts'
import { ThreadPool } from '../pools/thread-pool.ts'
import { unwrapTask } from '../tasks/context.ts'
import type { Backend } from './scale-data.ts'

export interface Attempt<T> {
  readonly work: (item: T) => unknown
  readonly items: readonly T[]
  readonly backend: Backend
  readonly workers: number
  readonly signal: AbortSignal
}

/** Milliseconds. Workers are up and warm when the clock starts. */
export async function timeAttempt<T>(attempt: Attempt<T>): Promise<number> {
  const { backend, workers } = attempt
  switch (backend) {
    case 'inline':
      return timed(() => inLoop(attempt))
    case 'async':
      return inPool(new AsyncPool({ concurrency: workers }), attempt)
    case 'thread':
      return inPool(new ThreadPool({ workers }), attempt)
    case 'process':
      return inPool(new ProcessPool({ workers }), attempt)
  }
}

async function inPool<T>(made: Pool, { work, items, workers, signal }: Attempt<T>): Promise<number> {
  await using pool = made
  // Each worker gets the function, and something to do with it, before the clock starts.
  const [first] = items
  await pool.map(
    work,
    Array.from({ length: workers }, () => first as T),
    { chunk: 1, signal },
  )
  return await timed(() => pool.map(work, items, { signal, failFast: true }))
}

/** One item after the other, in this thread: what the work costs without any pool. */
async function inLoop<T>({ work, items, signal }: Attempt<T>): Promise<void> {
  const { fn, wantsTask } = unwrapTask(work)
  const call = fn as (...args: unknown[]) => unknown
  const context = { count: items.length, signal, worker: 'main', progress: () => {} }
  for (const [index, item] of items.entries()) {
    signal.throwIfAborted()
    await (wantsTask ? call({ ...context, index }, item) : call(item))
  }
}

async function timed(run: () => PromiseLike<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}
