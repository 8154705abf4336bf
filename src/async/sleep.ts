import { environment } from '../environment.ts'

/**
 * Resolves after `ms` milliseconds. An interrupt of the cell, the end of the task that it stands in, or `signal` end it
 * early: it then rejects with the signal's reason.
 *
 * @example
 * await sleep(500, { signal: AbortSignal.any([a, b]) })
 */
export function sleep(ms: number, { signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
  const surrounding = environment().signal()
  const signals = [signal, surrounding === signal ? undefined : surrounding].filter(each => each !== undefined)
  return new Promise((resolve, reject) => {
    const aborted = signals.find(each => each.aborted)
    if (aborted !== undefined) return reject(aborted.reason)
    const timer = setTimeout(() => end(resolve), ms)
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      for (const each of signals) each.removeEventListener('abort', abort)
      settle()
    }
    const abort = (event: Event): void => end(() => reject((event.target as AbortSignal).reason))
    for (const each of signals) each.addEventListener('abort', abort)
  })
}
