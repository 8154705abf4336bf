/** What a lock gives to who has it. */

import { isMainThread } from 'node:worker_threads'
import { environment, type Owner, whenTornAway } from '../environment.ts'

/** A lock or permit that is held. `held()`, `held.release()` and the end of a `using` give it back; more than once is harmless. */
export interface Held {
  (): void
  release(): void
  [Symbol.dispose](): void
  /** The last holder died while it had it: what it guards may be half changed. Only where `recover` was asked for. */
  readonly recovered: boolean
}

/** What the main thread holds, and on whose behalf: code torn out of its cell runs no `finally`. */
class Holds {
  readonly #owners = new Map<Held, { readonly owner: Owner; readonly abandon: () => void }>()

  add(held: Held, abandon: () => void): void {
    this.#owners.set(held, { owner: environment().owner(), abandon })
  }

  delete(held: Held): void {
    this.#owners.delete(held)
  }

  abandon(owner: Owner): void {
    const lost = [...this.#owners].filter(([, hold]) => hold.owner === owner)
    for (const [held, { abandon }] of lost) {
      this.#owners.delete(held)
      abandon()
    }
  }
}

const holds = new Holds()

const INSPECT = Symbol.for('nodejs.util.inspect.custom')

// What torn code held counts as held by a dead thread, so that whoever waits goes on with a HolderLostError.
whenTornAway(owner => holds.abandon(owner))

/** @param giveBack `lost`: the holder did not get to it */
export function createHeld(giveBack: (lost: boolean) => void, recovered: boolean): Held {
  let open = true
  const release = (): void => {
    if (!open) return
    open = false
    if (isMainThread) holds.delete(held)
    giveBack(false)
  }
  const held = release as { -readonly [K in keyof Held]: Held[K] } & (() => void)
  held.release = release
  held[Symbol.dispose] = release
  held.recovered = recovered
  Object.defineProperty(held, INSPECT, { value: () => `Held { ${open ? 'held' : 'released'}${recovered ? ', recovered' : ''} }` })
  if (isMainThread)
    holds.add(held, () => {
      open = false
      giveBack(true)
    })
  return held
}
