/** Timers that a call sets run as that call, also when it is over and another one runs. */

import type { CurrentTask } from './worker-runtime.ts'

type Callback = (...args: unknown[]) => void
type SetTimer = (callback: Callback, ...rest: unknown[]) => unknown

const NAMES = ['setTimeout', 'setInterval', 'setImmediate'] as const

export function installOwnedTimers(current: CurrentTask): void {
  for (const name of NAMES) {
    const original = globalThis[name] as unknown as SetTimer
    const owned: SetTimer = (callback, ...rest) => {
      const { call } = current
      if (call === undefined || typeof callback !== 'function') return original(callback, ...rest)
      return original(
        (...args) => {
          const outer = current.call
          current.enter(call)
          try {
            callback(...args)
          } catch (error) {
            current.failed = call
            throw error
          } finally {
            if (outer !== undefined) current.enter(outer)
          }
        },
        ...rest,
      )
    }
    // Among them what `util.promisify` looks for.
    Object.defineProperties(owned, Object.getOwnPropertyDescriptors(original))
    Object.defineProperty(globalThis, name, { value: owned, writable: true, configurable: true, enumerable: true })
  }
}
