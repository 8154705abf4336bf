/** Measurements whose work may be torn out of its cell by force: it never comes back, and the measurement has to end without it. */

import { environment, type Owner, whenTornAway } from '../environment.ts'

/** Settles as `promise`, or rejects when the host has torn away what its owner ran. */
export function unlessTorn<T>(promise: Promise<T>): Promise<T> {
  const owner = environment().owner()
  return new Promise((resolve, reject) => {
    const wait = { owner, end: () => reject(new Error('the code that was measured has been stopped by force')) }
    waits.add(wait)
    void promise.then(resolve, reject).finally(() => waits.delete(wait))
  })
}

interface Wait {
  readonly owner: Owner
  end(): void
}

class Waits {
  readonly #open = new Set<Wait>()

  add(wait: Wait): void {
    this.#open.add(wait)
  }

  delete(wait: Wait): void {
    this.#open.delete(wait)
  }

  end(owner: Owner): void {
    for (const wait of [...this.#open].filter(each => each.owner === owner)) {
      this.#open.delete(wait)
      wait.end()
    }
  }
}

const waits = new Waits()
whenTornAway(owner => waits.end(owner))
