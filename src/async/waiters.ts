/** Calls that wait for their turn, first in, first out; each can leave at constant cost when its signal fires. */

import { onAbort, type Stoppable } from './on-abort.ts'

interface Waiter<T, P> {
  readonly payload: P
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
  before: Waiter<T, P> | undefined
  after: Waiter<T, P> | undefined
}

/** `T`: what a waiter gets; `P`: what it brings. */
export class Waiters<T, P = undefined> {
  #first: Waiter<T, P> | undefined
  #last: Waiter<T, P> | undefined
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Rejects with a signal's reason when it fires first. */
  wait(payload: P, signals: readonly Stoppable[]): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let unwatch = (): void => {}
      const waiter: Waiter<T, P> = {
        payload,
        resolve: value => {
          unwatch()
          resolve(value)
        },
        reject: error => {
          unwatch()
          reject(error)
        },
        before: this.#last,
        after: undefined,
      }
      if (this.#last === undefined) this.#first = waiter
      else this.#last.after = waiter
      this.#last = waiter
      this.#size++
      unwatch = onAbort(signals, reason => {
        this.#remove(waiter)
        reject(reason)
      })
    })
  }

  /** The longest waiting one, no longer here: the caller has to settle it. */
  shift(): Pick<Waiter<T, P>, 'payload' | 'resolve' | 'reject'> | undefined {
    const first = this.#first
    if (first !== undefined) this.#remove(first)
    return first
  }

  resolveAll(value: T): void {
    for (let waiter = this.shift(); waiter !== undefined; waiter = this.shift()) waiter.resolve(value)
  }

  rejectAll(error: () => unknown): void {
    for (let waiter = this.shift(); waiter !== undefined; waiter = this.shift()) waiter.reject(error())
  }

  #remove(waiter: Waiter<T, P>): void {
    if (waiter.before === undefined) this.#first = waiter.after
    else waiter.before.after = waiter.after
    if (waiter.after === undefined) this.#last = waiter.before
    else waiter.after.before = waiter.before
    waiter.before = undefined
    waiter.after = undefined
    this.#size--
  }
}
