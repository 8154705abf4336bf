/** A limit on how long to wait. */

import { clearTimeout, setTimeout } from 'node:timers'
import { isThenable } from '../capture/compiled-frame.ts'
import { environment } from '../environment.ts'
import { TaskTimeoutError } from '../errors.ts'
import { StopSignal } from '../tasks/stop-signal.ts'
import { type AnyFunction, callAsTask } from './call.ts'
import { checkMilliseconds, describe } from './check.ts'
import type { Gatherable, Gathered } from './gather.ts'
import { cancelTask } from './items.ts'
import { onAbort, type Stoppable, signalsAround } from './on-abort.ts'

export interface WithTimeoutOptions {
  /** Ends the wait when it fires: rejects with its reason. */
  readonly signal?: AbortSignal
}

/**
 * What `work` results in, if it does within `ms` milliseconds (Infinity: no limit). Otherwise rejects at once with a
 * TaskTimeoutError; a function's signal aborts with that, a task is cancelled, a plain promise runs on and its outcome is
 * ignored. As `asyncio.wait_for`, except that what cleans up is not waited for.
 *
 * @throws TaskTimeoutError (as its rejection)
 * @throws TypeError, RangeError (as its rejection) on a wrong argument; nothing is called then
 * @example
 * const page = await withTimeout(signal => fetch('data:,hello', { signal }), 2000)
 */
export async function withTimeout<W extends Gatherable>(work: W, ms: number, { signal }: WithTimeoutOptions = {}): Promise<Gathered<W>> {
  if (typeof work !== 'function' && !isThenable(work))
    throw new TypeError(`withTimeout: work has to be a function, a task or a promise, not ${describe(work)}`)
  if (ms !== Number.POSITIVE_INFINITY) checkMilliseconds('ms', ms)
  const signals = signalsAround(signal)
  return (await race(work, ms, signals)) as Gathered<W>
}

function race(work: unknown, ms: number, signals: readonly Stoppable[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const stopSignal = new StopSignal()
    let timer: NodeJS.Timeout | undefined
    let over = false
    const end = (settle: () => void): void => {
      if (over) return
      over = true
      clearTimeout(timer)
      unwatch()
      settle()
    }
    const stop = (reason: unknown): void =>
      end(() => {
        reject(reason)
        stopSignal.abort(reason)
        cancelTask(work, reason)
      })
    let unwatch = (): void => {}
    unwatch = onAbort(signals, stop)
    if (over) {
      // Its outcome is nobody's now.
      if (typeof work !== 'function') Promise.resolve(work).catch(() => {})
      return
    }
    if (ms !== Number.POSITIVE_INFINITY)
      timer = setTimeout(() => stop(new TaskTimeoutError(`${nameOf(work)} did not end within ${ms} ms`, ms)), ms)
    call(work, stopSignal).then(
      value => end(() => resolve(value)),
      error => end(() => reject(error)),
    )
  })
}

async function call(work: unknown, stop: StopSignal): Promise<unknown> {
  if (typeof work !== 'function') return work
  const within = environment().taskCaller()
  return callAsTask(work as AnyFunction, { index: 0, count: 1, stop, within, progress: () => {} }, [stop.signal])
}

function nameOf(work: unknown): string {
  const name = (work as { readonly name?: unknown }).name
  return typeof name === 'string' && name !== '' ? name : 'it'
}
