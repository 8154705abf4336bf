/** `spawnThread`: a function in a new thread. */

import { MOST_WORKERS } from '../pools/limits.ts'
import { checkCount } from '../tasks/options.ts'
import { Spares } from '../workers/spares.ts'
import { ThreadHost } from '../workers/thread-host.ts'
import { createSpawner, type Spawner } from './spawner.ts'

const spares = new Spares({ create: number => new ThreadHost({ name: `thread-${number}` }), keeps: () => true })

/**
 * Runs `f(...args)` in a new thread; the task is its result. The function takes along what it uses: other functions,
 * classes, imports, data (a copy; SharedArrayBuffers are shared). What it changes there does not come back, except
 * through what it returns. The thread ends when its timers and open handles are done.
 *
 * With `count`, all threads finish before the task settles; failures are collected in a {@link TasksFailedError}.
 *
 * @throws NotShippableError (as the task's failure) if `f` uses what cannot travel
 * @throws CancelledError, TaskTimeoutError, WorkerLostError (as the task's failure)
 * @example
 * const squares = await spawnThread.with({ count: 3 })(withTask(({ index }) => index ** 2)) // [0, 1, 4]
 */
export const spawnThread: Spawner = createSpawner({
  worker: 'thread',
  workers: 'threads',
  caller: 'spawnThread',
  take: () => spares.take(),
})

/**
 * Keeps `count` fresh threads ready, so that spawning takes no start-up; resolves when they are. `prewarm(0)` ends them.
 *
 * @throws RangeError (as its rejection) unless `count` is an integer from 0 to 256
 * @example
 * await prewarm(2)
 * console.log(await spawnThread(() => 'at once'))
 */
export async function prewarm(count: number): Promise<void> {
  checkCount('count', count ?? Number.NaN, 0)
  if (count > MOST_WORKERS) throw new RangeError(`count is at most ${MOST_WORKERS}, not ${count}`)
  await spares.prewarm(count)
}
