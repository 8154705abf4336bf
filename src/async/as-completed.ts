/** Results in the order in which they come. */

import { isThenable } from '../capture/compiled-frame.ts'
import { checkIterable, describe } from './check.ts'
import { onAbort, type Stoppable, signalsAround } from './on-abort.ts'
import { Queue } from './queue.ts'

export interface AsCompletedOptions {
  /** Ends the loop when it fires: it throws the reason. */
  readonly signal?: AbortSignal
}

/** How one of them ended, and which it was. */
export type Settled<T> = PromiseSettledResult<T> & { readonly index: number }

/**
 * Results of tasks or promises as each is ready, as `asyncio.as_completed`. One that fails makes the loop throw; with
 * `settled: true` the loop gets `{ index, status, value | reason }` of each instead. Leaving the loop cancels nothing.
 *
 * @throws TypeError
 * @example
 * const waits = [30, 10, 20].map(ms => sleep(ms).then(() => ms))
 * for await (const ms of asCompleted(waits)) console.log(ms) // 10, 20, 30
 * for await (const { index, status } of asCompleted(waits, { settled: true })) console.log(index, status)
 */
export function asCompleted<P extends PromiseLike<unknown>>(
  items: Iterable<P>,
  options: AsCompletedOptions & { readonly settled: true },
): AsyncIterable<Settled<Awaited<P>>>
export function asCompleted<P extends PromiseLike<unknown>>(
  items: Iterable<P>,
  options?: AsCompletedOptions & { readonly settled?: false },
): AsyncIterable<Awaited<P>>
export function asCompleted(
  items: Iterable<PromiseLike<unknown>>,
  options: AsCompletedOptions & { readonly settled?: boolean } = {},
): AsyncIterable<unknown> {
  checkIterable('asCompleted', 'items', items)
  const signals = signalsAround(options.signal)
  const promises = [...items]
  for (const [index, item] of promises.entries())
    if (!isThenable(item))
      throw new TypeError(
        `asCompleted: items[${index}] has to be a task or a promise, not ${describe(item)}${typeof item === 'function' ? '; call it' : ''}`,
      )
  const ready = new Queue<Settled<unknown>>()
  for (const [index, promise] of promises.entries()) {
    // Followed from now on, so that none counts as unhandled however late the loop comes to it.
    Promise.resolve(promise).then(
      value => ready.tryPut({ index, status: 'fulfilled', value }),
      reason => ready.tryPut({ index, status: 'rejected', reason }),
    )
  }
  return iterate({ ready, count: promises.length, signals, settled: options.settled === true })
}

interface Source {
  readonly ready: Queue<Settled<unknown>>
  readonly count: number
  readonly signals: readonly Stoppable[]
  readonly settled: boolean
}

async function* iterate({ ready, count, signals, settled }: Source): AsyncGenerator<unknown> {
  const stop = new AbortController()
  const unwatch = onAbort(signals, reason => stop.abort(reason))
  try {
    for (let left = count; left > 0; left--) {
      const next = await ready.get({ signal: stop.signal })
      if (settled) yield next
      else if (next.status === 'rejected') throw next.reason
      else yield next.value
    }
  } finally {
    unwatch()
  }
}
