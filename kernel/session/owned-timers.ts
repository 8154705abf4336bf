/**
 * Timers belong to the cell that set them: they run as it, and its interrupt takes them back. `node:timers` stays as it is:
 * the library's own timers, imported from there, must go off after an interrupt too.
 */

import type { CellRun } from './cell-run.ts'
import type { Cells } from './cells.ts'
import type { Callback } from './owned-callbacks.ts'

type SetTimer = (callback: Callback, ...rest: unknown[]) => object
type ClearTimer = (timer?: unknown) => void

const PAIRS = [
  { set: 'setTimeout', clear: 'clearTimeout', repeats: false },
  { set: 'setInterval', clear: 'clearInterval', repeats: true },
  { set: 'setImmediate', clear: 'clearImmediate', repeats: false },
] as const

export function ownTimers(cells: Cells): void {
  /** Timer → takes it off its cell's list. Weak, so that it keeps no timer alive. */
  const lists = new WeakMap<object, () => void>()
  for (const { set, clear, repeats } of PAIRS) {
    const originalSet = globalThis[set] as unknown as SetTimer
    const originalClear = globalThis[clear] as ClearTimer
    const ownedSet: SetTimer = (callback, ...rest) => {
      // Node's own error says what was wrong with it.
      if (typeof callback !== 'function') return originalSet(callback, ...rest)
      const run = cells.current
      const forget = (): void => void run.timers.delete(release)
      const timer = originalSet(
        function (...args) {
          if (!repeats) forget()
          cells.enter(run)
          return callback.apply(this, args)
        },
        ...rest,
      )
      const release = (): void => originalClear(timer)
      keep(run, release)
      lists.set(timer, forget)
      return timer
    }
    const ownedClear: ClearTimer = timer => {
      if (typeof timer === 'object' && timer !== null) lists.get(timer)?.()
      originalClear(timer)
    }
    // The properties carry util.promisify's variant.
    replace(set, Object.defineProperties(ownedSet, Object.getOwnPropertyDescriptors(originalSet)))
    replace(clear, ownedClear)
  }
}

function keep(run: CellRun, release: () => void): void {
  if (run.over) release()
  else run.timers.add(release)
}

function replace(name: (typeof PAIRS)[number]['set' | 'clear'], value: unknown): void {
  Object.assign(globalThis, { [name]: value })
}
