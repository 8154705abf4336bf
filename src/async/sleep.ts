import { clearTimeout, setTimeout } from 'node:timers'
import { checkMilliseconds } from './check.ts'
import { onAbort, signalsAround } from './on-abort.ts'

/**
 * Resolves after `ms` milliseconds. An interrupt of the cell, the end of the task that it stands in, or `signal` end it
 * early: it then rejects with the signal's reason.
 *
 * @throws TypeError, RangeError (as its rejection) if `ms` is not from 0 to 2³¹ − 1
 * @example
 * await sleep(500, { signal: AbortSignal.timeout(1000) })
 */
export function sleep(ms: number, { signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    checkMilliseconds('ms', ms)
    let timer: NodeJS.Timeout | undefined
    let over = false
    const unwatch = onAbort(signalsAround(signal), reason => {
      over = true
      clearTimeout(timer)
      reject(reason)
    })
    if (over) return
    timer = setTimeout(() => {
      unwatch()
      resolve()
    }, ms)
  })
}
