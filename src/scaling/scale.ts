/** `scale`: the same work on 1, 2, 4 … cores, by several means, repeated and interleaved. */

import { availableParallelism, cpus } from 'node:os'
import { environment } from '../environment.ts'
import { CancelledError } from '../errors.ts'
import { reportRuns } from '../tasks/track.ts'
import { timeAttempt } from './attempt.ts'
import { coreCounts } from './core-counts.ts'
import { type CpuLimit, createCpuLimit } from './cpu-limit.ts'
import { Measured, type ScaleArrived } from './measured.ts'
import { BACKENDS, type Backend } from './scale-data.ts'
import type { ScaleResult } from './scale-result.ts'
import { unlessTorn } from './torn.ts'

export interface ScaleOptions {
  /**
   * By what means the work is run; default `['thread']`. `thread` and `process` are pools with as many workers as cores, `async` is as many
   * calls at once on the event loop, `inline` a plain loop.
   */
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

/** A measurement under way: await it for its result. */
export interface Scaling extends Promise<ScaleResult> {
  /** What is measured so far. */
  readonly arrived: ScaleArrived
}

/**
 * Times `work` over all `items` on several core counts and returns every raw time with what follows from them. The total work
 * is the same at each count (strong scaling). Workers are started and warmed up before the clock starts, so start-up is not
 * part of the times. CPUs are limited with `taskset` where there is one; elsewhere the axis counts workers.
 *
 * @param items the items, or how many: then `work` gets 0, 1, 2 …
 * @throws RangeError for counts below 1 or above the machine's cores; ScaleInterruptedError when stopped; what `work` throws.
 * What was measured before is in `arrived`.
 * @example
 * const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2))
 * const curve = await scale((n: number) => fib(20 + (n % 3)), 64, { over: ['inline', 'thread'] })
 * curve.figure()
 */
export function scale<T>(work: (item: T) => unknown, items: Iterable<T> | number, options: ScaleOptions = {}): Scaling {
  const arrived = new Measured()
  return Object.assign(measure(work, items, options, arrived), { arrived })
}

async function measure<T>(
  work: (item: T) => unknown,
  items: Iterable<T> | number,
  options: ScaleOptions,
  measured: Measured,
): Promise<ScaleResult> {
  if (typeof work !== 'function') throw new TypeError(`scale needs a function to time, not ${typeof work}`)
  const list = typeof items === 'number' ? (Array.from({ length: checkCount('items', items) }, (_, index) => index) as T[]) : [...items]
  if (list.length === 0) throw new RangeError('scale needs at least one item')
  const repeat = checkCount('repeat', options.repeat ?? 7)
  const over = checkBackends(options.over ?? ['thread'])
  if (options.project !== undefined) checkCount('project', options.project)
  const limit = options.workers === undefined ? createCpuLimit() : undefined
  const available = limit?.available ?? availableParallelism()
  const counts =
    options.workers === undefined
      ? checkCounts('cores', options.cores ?? coreCounts(available), available)
      : checkCounts('workers', options.workers)
  const planned = Array.from({ length: repeat }, (_, round) => rotated(over, counts, round))
  const total = planned.flat().length
  measured.begin(about({ axis: limit ? 'cores' : 'workers', items: list.length, repeat, options, available }), total)

  const stop = stopSignal(options.signal, limit)
  const shown = options.show ? (await import('./scale-display.ts')).createScaleDisplay() : undefined
  const showSoFar = async (): Promise<void> => {
    limit?.release()
    if (measured.result) await shown?.update(measured.result)
  }
  const report = reportRuns('scale', total)
  try {
    for (const [round, attempts] of planned.entries()) {
      for (const { backend, count } of attempts) {
        stop.signal.throwIfAborted()
        limit?.apply(count)
        const run = report.start()
        const attempt = timeAttempt<T>({ work, items: list, backend, workers: count, signal: stop.signal })
        const time = await unlessTorn(attempt)
        run.end()
        measured.runs.push({ backend, cores: limit ? count : available, workers: count, round, time })
      }
      await showSoFar()
    }
    report.end()
    return measured.result as ScaleResult
  } catch (error) {
    report.end(error)
    await showSoFar()
    if (!stop.signal.aborted) throw error
    throw new ScaleInterruptedError(stop.signal.reason, measured.result)
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

function about(found: {
  readonly axis: 'cores' | 'workers'
  readonly items: number
  readonly repeat: number
  readonly options: ScaleOptions
  readonly available: number
}): Parameters<Measured['begin']>[0] {
  const { axis, items, repeat, options, available } = found
  const machine = { name: cpus()[0]?.model.trim() ?? 'unknown processor', cores: available, node: process.version }
  const { project, title = 'Wall time' } = options
  return { version: 1, title, axis, items, repeat, machine, ...(project === undefined ? {} : { project }) }
}

function checkBackends(over: readonly Backend[]): readonly Backend[] {
  const unknown = over.find(backend => !BACKENDS.includes(backend))
  if (unknown !== undefined || over.length === 0)
    throw new RangeError(`over: ${String(unknown ?? 'nothing')} is no backend; choose from ${BACKENDS.join(', ')}`)
  return [...new Set(over)]
}

function checkCounts(name: string, counts: readonly number[], most = Number.POSITIVE_INFINITY): readonly number[] {
  if (counts.length === 0) throw new RangeError(`${name}: at least one count is needed, such as [1, 2, 4]`)
  const tooMany = counts.find(count => checkCount(name, count) > most)
  if (tooMany !== undefined)
    throw new RangeError(
      `cores: ${tooMany} is more than the ${most} that this process may use; to go beyond, sweep workers (-w) instead of cores`,
    )
  return [...new Set(counts)]
}

function checkCount(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name}: a whole number of at least 1 is needed, not ${value}`)
  return value
}
