/** `scale`: the same work on 1, 2, 4 … cores, by several means, repeated and interleaved. */

import { availableParallelism, cpus } from 'node:os'
import { environment } from '../environment.ts'
import { CancelledError } from '../errors.ts'
import { type Attempt, timeAttempt } from './attempt.ts'
import { coreCounts } from './core-counts.ts'
import { type CpuLimit, createCpuLimit } from './cpu-limit.ts'
import type { Backend, ScaleData, ScaleRun } from './scale-data.ts'
import { ScaleResult } from './scale-result.ts'

export interface ScaleOptions {
  /** By what means the work is run; default `['thread']`. `inline` is a plain loop, `async` concurrent calls on the event loop. */
  readonly over?: readonly Backend[]
  /** Core counts: k workers on k cores. Default 1, 2, 4 … up to all of the machine's. */
  readonly cores?: readonly number[]
  /** Instead of `cores`: worker counts, on all cores. */
  readonly workers?: readonly number[]
  /** Timed runs of each; default 7: a 95 % interval of the median takes at least 6. */
  readonly repeat?: number
  /** Draws the fitted curves up to so many cores, marked as a projection. */
  readonly project?: number
  readonly title?: string
  /** Shows table and figure in the cell, anew after each round. */
  readonly show?: boolean
  readonly signal?: AbortSignal
}

/** Given up before the end; what was measured by then is `partial`. */
export class ScaleInterruptedError extends CancelledError {
  readonly partial: ScaleResult | undefined

  constructor(reason: unknown, partial: ScaleResult | undefined) {
    super('the measurement was stopped', { cause: reason })
    this.partial = partial
  }
}

/**
 * Times `work` over all `items` on several core counts and returns every raw time with what follows from them. The total work
 * is the same at each count (strong scaling). Workers are started and warmed up before the clock starts, so start-up is not
 * part of the times. CPUs are limited with `taskset` where there is one; elsewhere the axis counts workers.
 *
 * @param items the items, or how many: then `work` gets 0, 1, 2 …
 * @throws RangeError for counts below 1 or above the machine's cores; ScaleInterruptedError when stopped; what `work` throws
 * @example
 * const curve = await scale((n: number) => fib(25 + (n % 3)), 64, { over: ['inline', 'thread'] })
 * curve.figure()
 */
export async function scale<T>(work: (item: T) => unknown, items: Iterable<T> | number, options: ScaleOptions = {}): Promise<ScaleResult> {
  if (typeof work !== 'function') throw new TypeError(`scale needs a function to time, not ${typeof work}`)
  const list = typeof items === 'number' ? (Array.from({ length: checkCount('items', items) }, (_, index) => index) as T[]) : [...items]
  if (list.length === 0) throw new RangeError('scale needs at least one item')
  const repeat = checkCount('repeat', options.repeat ?? 7)
  const over = checkBackends(options.over ?? ['thread'])
  const limit = options.workers === undefined ? createCpuLimit() : undefined
  const available = limit?.available ?? availableParallelism()
  const counts =
    options.workers?.map(count => checkCount('workers', count)) ?? checkCores(options.cores ?? coreCounts(available), available)

  const stop = stopSignal(options.signal, limit)
  const runs: ScaleRun[] = []
  const collect = (interrupted: boolean): ScaleResult =>
    new ScaleResult(describe({ runs, interrupted, axis: limit ? 'cores' : 'workers', items: list.length, repeat, options, available }))
  const shown = options.show ? (await import('./scale-display.ts')).createScaleDisplay() : undefined
  try {
    for (let round = 0; round < repeat; round++) {
      for (const { backend, count } of rotated(over, counts, round)) {
        stop.signal.throwIfAborted()
        limit?.apply(count)
        const attempt: Attempt<T> = { work, items: list, backend, workers: count, signal: stop.signal }
        const time = await timeAttempt(attempt)
        runs.push({ backend, cores: limit ? count : available, workers: count, round, time })
      }
      limit?.release()
      await shown?.update(collect(round + 1 < repeat))
    }
    const result = collect(false)
    await shown?.update(result)
    return result
  } catch (error) {
    if (!stop.signal.aborted) throw error
    const partial = runs.length > 0 ? collect(true) : undefined
    if (partial) await shown?.update(partial)
    throw new ScaleInterruptedError(stop.signal.reason, partial)
  } finally {
    limit?.release()
    stop.end()
  }
}

/** Each round in another order, so that what drifts does not always hit the same count. */
function rotated(
  over: readonly Backend[],
  counts: readonly number[],
  round: number,
): readonly { readonly backend: Backend; readonly count: number }[] {
  const all = over.flatMap(backend => counts.map(count => ({ backend, count })))
  const shift = (round * 3) % all.length
  return [...all.slice(shift), ...all.slice(0, shift)]
}

/** Aborts with the caller's signal and with the cell; the CPUs come back even where our own code is stopped by force. */
function stopSignal(own: AbortSignal | undefined, limit: CpuLimit | undefined): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController()
  const signals = [own, environment().signal()].filter(signal => signal !== undefined)
  let end: () => void = () => {}
  const settled = new Promise<void>(resolve => {
    end = resolve
  })
  const cancel = (reason?: unknown): void => {
    limit?.release()
    controller.abort(reason)
  }
  environment().track({ owner: environment().owner(), detached: false, cancel, settled })
  const signal = AbortSignal.any([controller.signal, ...signals])
  return { signal, end }
}

function describe(found: {
  readonly runs: readonly ScaleRun[]
  readonly interrupted: boolean
  readonly axis: ScaleData['axis']
  readonly items: number
  readonly repeat: number
  readonly options: ScaleOptions
  readonly available: number
}): ScaleData {
  const { runs, interrupted, axis, items, repeat, options, available } = found
  const machine = { name: cpus()[0]?.model.trim() ?? 'unknown processor', cores: available, node: process.version }
  const { project } = options
  return {
    version: 1,
    title: options.title ?? 'Wall time',
    axis,
    items,
    repeat,
    interrupted,
    machine,
    runs: [...runs],
    ...(project === undefined ? {} : { project }),
  }
}

const BACKENDS: readonly Backend[] = ['inline', 'async', 'thread', 'process']

function checkBackends(over: readonly Backend[]): readonly Backend[] {
  const unknown = over.find(backend => !BACKENDS.includes(backend))
  if (unknown !== undefined || over.length === 0)
    throw new RangeError(`over: ${String(unknown ?? 'nothing')} is no backend; choose from ${BACKENDS.join(', ')}`)
  return [...new Set(over)]
}

function checkCores(counts: readonly number[], available: number): readonly number[] {
  const tooMany = counts.find(count => checkCount('cores', count) > available)
  if (tooMany !== undefined)
    throw new RangeError(
      `cores: ${tooMany} is more than the ${available} that this process may use; to go beyond, sweep workers instead of cores`,
    )
  return [...new Set(counts)]
}

function checkCount(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name}: a whole number of at least 1 is needed, not ${value}`)
  return value
}
