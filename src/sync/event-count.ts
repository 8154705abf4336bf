/**
 * Waiting for a change in shared memory. Whoever changes something calls `notify`; whoever waits brings an attempt, which
 * is made again after each change. One mechanism for all primitives: in workers with `Atomics.wait`, on event loops with
 * `Atomics.waitAsync`, of which each object has at most one pending, however many calls wait here.
 */

import { clearTimeout, setTimeout } from 'node:timers'
import { isMainThread } from 'node:worker_threads'
import { checkMilliseconds } from '../async/check.ts'
import { onAbort, signalsAround } from '../async/on-abort.ts'
import { environment } from '../environment.ts'
import { WaitTimeoutError, WouldBlockError } from './errors.ts'
import { keeper, LOOK_AGAIN } from './keeper.ts'

export interface WaitOptions {
  /** Ends the wait when it aborts: it rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Milliseconds; then the wait rejects with a WaitTimeoutError. */
  readonly timeout?: number
}

export type SyncWaitOptions = Pick<WaitOptions, 'timeout'>

export interface Attempt<T> {
  /** Undefined: not yet. `overdue`: nothing was announced for a while, so look at everything that could be amiss. */
  (overdue: boolean): T | undefined
  /** Called once, when the wait is over: it got something, failed, or was given up. */
  ended?: () => void
}

/** What is waited for and how else to get it, for errors. */
export interface WaitNames {
  readonly what: string
  /** The call that does not block. */
  readonly instead: string
}

/** Words that an event count takes up. */
export const EVENT_WORDS = 2

/** Attempts before a thread sleeps: about 5 µs, less than a wake-up costs. */
const SPINS = 200
/** The same for the main thread, which may not sleep. */
const MAIN_SPINS = 4000

export class EventCount {
  readonly #words: Int32Array
  readonly #changes: number
  readonly #sleepers: number
  readonly #names: WaitNames
  /** Calls on this event loop, first come first served; true: settled, and gone from here. */
  readonly #waiters = new Set<(overdue: boolean) => boolean>()
  #armed = false
  #pumping = false

  constructor(words: Int32Array, at: number, names: WaitNames) {
    this.#words = words
    this.#changes = at
    this.#sleepers = at + 1
    this.#names = names
  }

  /** Calls wait on this event loop. */
  get waiting(): boolean {
    return this.#waiters.size > 0
  }

  /** Something changed that lets `count` of those who wait go on. */
  notify(count = 1): void {
    const sleepers = Atomics.load(this.#words, this.#sleepers)
    if (sleepers <= 0) return
    if (sleepers === 1 && this.#waiters.size > 0) {
      // Only this event loop waits: no need to go through the system.
      if (this.#pumping) return
      this.#pumping = true
      queueMicrotask(() => {
        this.#pumping = false
        this.#pump(false)
      })
      return
    }
    Atomics.add(this.#words, this.#changes, 1)
    Atomics.notify(this.#words, this.#changes, count)
  }

  wait<T>(attempt: Attempt<T>, { signal, timeout }: WaitOptions = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      if (timeout !== undefined) checkMilliseconds('timeout', timeout)
      let timer: NodeJS.Timeout | undefined
      let over = false
      const end = (settle: () => void): true => {
        over = true
        clearTimeout(timer)
        unwatch()
        this.#leave(waiter)
        attempt.ended?.()
        settle()
        return true
      }
      const waiter = (overdue: boolean): boolean => {
        try {
          const value = attempt(overdue)
          return value !== undefined && end(() => resolve(value))
        } catch (error) {
          return end(() => reject(error))
        }
      }
      let unwatch = (): void => {}
      unwatch = onAbort(signalsAround(signal), reason => end(() => reject(reason)))
      if (over) return
      this.#enter(waiter)
      this.#pump(false)
      if (timeout !== undefined && !over) timer = setTimeout(() => end(() => reject(this.#late(timeout))), timeout)
    })
  }

  /** @throws WouldBlockError in the main thread, if a short spin does not do */
  waitSync<T>(attempt: Attempt<T>, { timeout }: SyncWaitOptions = {}): T {
    if (timeout !== undefined) checkMilliseconds('timeout', timeout)
    try {
      return this.#spin(attempt) ?? this.#sleep(attempt, timeout)
    } finally {
      attempt.ended?.()
    }
  }

  lookAgain(): void {
    this.#pump(true)
  }

  #spin<T>(attempt: Attempt<T>): T | undefined {
    for (let spins = isMainThread ? MAIN_SPINS : SPINS; spins > 0; spins--) {
      const value = attempt(spins === 1)
      if (value !== undefined) return value
    }
    if (!isMainThread) return undefined
    throw new WouldBlockError(
      `waiting for ${this.#names.what} would block the main thread, which has to stay responsive; use ${this.#names.instead}`,
    )
  }

  #sleep<T>(attempt: Attempt<T>, timeout: number | undefined): T {
    const words = this.#words
    const until = timeout === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeout
    Atomics.add(words, this.#sleepers, 1)
    try {
      for (let overdue = false; ; ) {
        const seen = Atomics.load(words, this.#changes)
        const value = attempt(overdue)
        if (value !== undefined) return value
        const left = until - performance.now()
        if (left <= 0) throw this.#late(timeout ?? 0)
        overdue = Atomics.wait(words, this.#changes, seen, Math.min(left, LOOK_AGAIN)) === 'timed-out'
      }
    } finally {
      Atomics.sub(words, this.#sleepers, 1)
    }
  }

  #enter(waiter: (overdue: boolean) => boolean): void {
    if (this.#waiters.size === 0) {
      Atomics.add(this.#words, this.#sleepers, 1)
      keeper().add(this)
    }
    this.#waiters.add(waiter)
  }

  #leave(waiter: (overdue: boolean) => boolean): void {
    if (!this.#waiters.delete(waiter) || this.#waiters.size > 0) return
    Atomics.sub(this.#words, this.#sleepers, 1)
    keeper().delete(this)
  }

  #pump(overdue: boolean): void {
    environment().critical(() => {
      while (this.#waiters.size > 0) {
        const seen = Atomics.load(this.#words, this.#changes)
        for (const waiter of this.#waiters) if (!waiter(overdue)) break
        if (this.#waiters.size === 0 || this.#armed) return
        const change = Atomics.waitAsync(this.#words, this.#changes, seen)
        if (!change.async) continue
        this.#armed = true
        void change.value.then(this.#woken)
        return
      }
    })
  }

  readonly #woken = (): void => {
    this.#armed = false
    // Those who waited have given up: the wake-up is another's.
    if (this.#waiters.size === 0) Atomics.notify(this.#words, this.#changes, 1)
    else this.#pump(false)
  }

  #late(timeout: number): WaitTimeoutError {
    return new WaitTimeoutError(`${this.#names.what} did not come within ${timeout} ms`, timeout)
  }
}
