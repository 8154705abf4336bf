/** Coroutines of one thread, switched by the program. */

import { checkSignal } from './check.ts'
import { CoroutineRun, type CoroutineSwitch, type Schedule } from './coroutine-run.ts'
import type { CoroutineTrace } from './coroutine-trace.ts'
import { onAbort, type Stoppable, signalsAround } from './on-abort.ts'

type SyncCoroutine = Generator<unknown, unknown, never>
type AnyCoroutine = SyncCoroutine | AsyncGenerator<unknown, unknown, never>

/** What a generator, or a function that makes one, returns at its end. */
export type CoroutineResult<G> = G extends () => infer I
  ? CoroutineResult<I>
  : G extends Generator<unknown, infer R, never>
    ? R
    : G extends AsyncGenerator<unknown, infer R, never>
      ? R
      : never

export interface CoroutinesOptions {
  /** Which goes next; default `'round-robin'`. A function gets those that have not ended, and returns the `index` of one. */
  readonly schedule?: Schedule
  /** Called whenever control passes from one to another. */
  readonly onSwitch?: (passed: CoroutineSwitch) => void
  /** Records every step; print `trace` to see who ran when. */
  readonly trace?: boolean
  /** Looked at before each step: when it has fired, its reason is thrown. An awaited step of an async generator is left at once. */
  readonly signal?: AbortSignal
}

export interface CoroutinesOutcome<R> {
  /** What each returned, in order. */
  readonly results: R
  /** How often control passed from one to another. */
  readonly switches: number
  /** How often one of them ran: up to a `yield`, or to its end. */
  readonly steps: number
  /** With `trace: true`. */
  readonly trace?: CoroutineTrace
}

/**
 * Runs generators by turns to their ends; each `yield` gives up control. Generators run in one go, while nothing else of
 * the thread does; with an async generator among them the outcome is a promise, and still only one runs at a time: the
 * next waits for its `yield`. When one throws, the others are closed (their `finally` blocks run) and its error is thrown.
 *
 * @throws TypeError on what is no generator; RangeError if `schedule` picks one that does not exist or has ended
 * @example
 * function* count(from: number) {
 *   yield from
 *   return from + 1
 * }
 * const { results, switches } = coroutines([count(1), count(10)]) // [2, 11], 3
 * console.log(String(coroutines([count(1), count(10)], { trace: true }).trace))
 */
export function coroutines<const G extends readonly (SyncCoroutine | (() => SyncCoroutine))[]>(
  generators: G,
  options?: CoroutinesOptions,
): CoroutinesOutcome<{ -readonly [K in keyof G]: CoroutineResult<G[K]> }>
export function coroutines<const G extends readonly (AnyCoroutine | (() => AnyCoroutine))[]>(
  generators: G,
  options?: CoroutinesOptions,
): Promise<CoroutinesOutcome<{ -readonly [K in keyof G]: CoroutineResult<G[K]> }>>
export function coroutines(
  generators: Iterable<unknown>,
  options: CoroutinesOptions = {},
): CoroutinesOutcome<unknown> | Promise<CoroutinesOutcome<unknown>> {
  checkSignal(options.signal)
  const run = new CoroutineRun(generators, options)
  return run.isAsync ? later(run, signalsAround(options.signal)) : now(run, signalsAround(options.signal))
}

function now(run: CoroutineRun, signals: readonly Stoppable[]): CoroutinesOutcome<unknown> {
  try {
    for (let next = run.next(); next !== undefined; next = run.next()) {
      for (const signal of signals) if (signal.aborted) throw signal.reason
      run.ran(next, (next.generator as Generator).next())
    }
    return run.outcome
  } finally {
    run.close()
  }
}

function later(run: CoroutineRun, signals: readonly Stoppable[]): Promise<CoroutinesOutcome<unknown>> {
  return new Promise((resolve, reject) => {
    let stopped = false
    const unwatch = onAbort(signals, reason => {
      stopped = true
      reject(reason)
    })
    const steps = async (): Promise<void> => {
      for (let next = run.next(); next !== undefined && !stopped; next = run.next()) run.ran(next, await next.generator.next())
    }
    steps()
      .then(() => resolve(run.outcome), reject)
      .finally(() => {
        unwatch()
        run.close()
      })
  })
}
