/** `gather`: several things at once on the event loop, results in order. */

import { environment } from '../environment.ts'
import { Task } from '../tasks/task.ts'
import { reportTask, Settling } from '../tasks/track.ts'
import { checkIterable, checkLimit } from './check.ts'
import { startGather } from './gather-run.ts'
import { signalsAround } from './on-abort.ts'

/** What is under way already, or a function that starts it. */
export type Gatherable<T = unknown> = PromiseLike<T> | ((signal: AbortSignal) => T | PromiseLike<T>)

/** What a {@link Gatherable} results in. */
export type Gathered<I> = I extends (signal: AbortSignal) => infer R ? Awaited<R> : Awaited<I>

export interface GatherOptions {
  /** How many functions run at a time; default Infinity. An iterable is then read no faster than they end. */
  readonly limit?: number
  /** Default true. False: all are waited for, and a TasksFailedError collects the failures. */
  readonly failFast?: boolean
  /** Cancels everything when it fires. */
  readonly signal?: AbortSignal
}

/**
 * Waits for all and gives their results in order, as `asyncio.gather`. Functions get a signal and are called soon, in
 * order, at most `limit` at a time. The first failure rejects at once with that failure; unlike in Python the rest does
 * not run on unseen: signals of functions abort, tasks are cancelled, functions not yet called never are, and promises,
 * which nothing can stop, are ignored. With `failFast: false` nothing is cancelled and every failure is collected; for
 * Python's `return_exceptions=True` use `Promise.allSettled`. Cancelling the gather cancels all that it waits for.
 *
 * @throws TypeError (as its rejection) if the items cannot be iterated, or one is neither function nor promise
 * @throws TasksFailedError (as its rejection) without `failFast`: `indices` of what failed, `results` of the others
 * @example
 * const [waited, page] = await gather([sleep(10), signal => fetch('data:,hello', { signal })])
 * const lengths = await gather(['a', 'bc'].map(word => async () => word.length), { limit: 10 }) // [1, 2]
 */
export function gather<const I extends readonly Gatherable[]>(
  items: I,
  options?: GatherOptions,
): Task<{ -readonly [K in keyof I]: Gathered<I[K]> }>
export function gather<I extends Gatherable>(items: Iterable<I>, options?: GatherOptions): Task<Gathered<I>[]>
export function gather(items: Iterable<unknown>, options: GatherOptions = {}): Task<unknown[]> {
  const host = environment()
  const owner = host.owner()
  const settling = new Settling()
  const task = new Task<unknown[]>({ name: 'gather' }, outer => {
    const control = reportTask('gather', owner, outer)
    try {
      const { limit = Number.POSITIVE_INFINITY, failFast = true, signal } = options
      checkLimit('limit', limit)
      checkIterable('gather', 'items', items)
      return startGather({ items, limit, failFast, control, signals: signalsAround(signal), settled: settling.done })
    } catch (error) {
      control.reject(error)
      settling.done()
      return () => {}
    }
  })
  host.track({ owner, name: 'gather', detached: false, cancel: reason => task.cancel(reason), settled: settling.promise })
  return task
}
