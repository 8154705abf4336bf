/** What a task can know of itself. */

import type { Progress } from './events.ts'

export interface TaskContext {
  /** Which of `count` this is, from 0. */
  readonly index: number
  readonly count: number
  /** Aborts when the task is cancelled, timed out or interrupted. */
  readonly signal: AbortSignal
  /** The worker's name; `main` where the function runs in the calling thread. */
  readonly worker: string
  /** Tells how far the task is: a fraction from 0 to 1, or `{ done, total, text }`. */
  progress(progress: number | Progress): void
}

const WITH_TASK = Symbol.for('tsloom.withTask')

/**
 * Marks a function that wants its {@link TaskContext} before its arguments. Called directly, it runs as the only task
 * of the calling thread.
 *
 * @example
 * await spawnThread.with({ count: 4 })(withTask(({ index, count }, total: number) => total * (index / count)), 100)
 */
export function withTask<A extends unknown[], R>(f: (task: TaskContext, ...args: A) => R): (...args: A) => R {
  const direct = (...args: A): R => f(DIRECT, ...args)
  Object.defineProperties(direct, { [WITH_TASK]: { value: f }, name: { value: f.name } })
  return direct
}

/** The function that travels, and whether it wants a context. */
export function unwrapTask(f: (...args: never[]) => unknown): { readonly fn: (...args: never[]) => unknown; readonly wantsTask: boolean } {
  const inner = (f as unknown as Record<symbol, unknown>)[WITH_TASK]
  return typeof inner === 'function' ? { fn: inner as (...args: never[]) => unknown, wantsTask: true } : { fn: f, wantsTask: false }
}

export function progressOf(progress: number | Progress): Progress {
  return typeof progress === 'number' ? { done: progress, total: 1 } : progress
}

const DIRECT: TaskContext = { index: 0, count: 1, signal: new AbortController().signal, worker: 'main', progress: () => {} }
