/** A `gather` under way. */

import { clearTimeout, setTimeout } from 'node:timers'
import { environment } from '../environment.ts'
import { CancelledError, TasksFailedError } from '../errors.ts'
import { StopSignal } from '../tasks/stop-signal.ts'
import { cancelledBy, type OnCancel, type TaskControl } from '../tasks/task.ts'
import { CANCEL_GRACE } from '../workers/running-execution.ts'
import { type AnyFunction, callAsTask } from './call.ts'
import { cancelTask, checkItem } from './items.ts'
import { onAbort, type Stoppable } from './on-abort.ts'

export interface GatherSetup {
  readonly items: Iterable<unknown>
  readonly limit: number
  readonly failFast: boolean
  readonly control: TaskControl<unknown[]>
  readonly signals: readonly Stoppable[]
  /** Its functions have ended too, or have had their time to clean up. */
  readonly settled: () => void
}

/** @throws TypeError */
export function startGather(setup: GatherSetup): OnCancel {
  const run = new GatherRun(setup)
  run.start()
  return run.cancel
}

type Indexed = readonly [index: number, item: unknown]

class GatherRun {
  readonly #setup: GatherSetup
  readonly #stopped = new StopSignal()
  readonly #within = environment().taskCaller()
  readonly #results: unknown[] = []
  readonly #failures = new Map<number, unknown>()
  readonly #tasks = new Set<unknown>()
  /** What is left to begin. */
  readonly #source: Iterator<Indexed>
  readonly #count: number
  #unwatch = (): void => {}
  #grace: NodeJS.Timeout | undefined
  /** Pending ones that count for the limit. */
  #running = 0
  #pending = 0
  #finished = 0
  #begun = false
  #exhausted = false
  #over = false

  constructor(setup: GatherSetup) {
    this.#setup = setup
    const { items } = setup
    this.#count = Array.isArray(items) ? items.length : Number.POSITIVE_INFINITY
    this.#source = Array.isArray(items) ? this.#functionsOf(items) : indexed(items)
  }

  start(): void {
    this.#setup.control.start('main')
    this.#unwatch = onAbort(this.#setup.signals, reason => this.cancel(cancelledBy(reason, 'gather')))
    queueMicrotask(() => {
      this.#begun = true
      this.#pump()
    })
  }

  readonly cancel = (error: CancelledError): void => this.#stop(error, error)

  /** Promises are followed at once: one that fails before its turn would count as unhandled. */
  #functionsOf(items: readonly unknown[]): Iterator<Indexed> {
    for (const [index, item] of items.entries()) checkItem('gather', index, item)
    const functions: Indexed[] = []
    for (const [index, item] of items.entries()) {
      if (typeof item === 'function') functions.push([index, item])
      else this.#follow(index, item, () => {})
    }
    return functions.values()
  }

  #pump(): void {
    while (!this.#over && !this.#exhausted && this.#running < this.#setup.limit) {
      try {
        const step = this.#source.next()
        if (step.done === true) this.#exhausted = true
        else this.#begin(...step.value)
      } catch (error) {
        this.#exhausted = true
        this.#fail(error)
      }
    }
    this.#settle()
  }

  #begin(index: number, item: unknown): void {
    this.#running++
    const ended = (): void => {
      this.#running--
      this.#pump()
    }
    this.#follow(index, typeof item === 'function' ? this.#call(index, item as AnyFunction) : item, ended)
  }

  #call(index: number, f: AnyFunction): unknown {
    const stop = this.#stopped
    const { progress } = this.#setup.control
    try {
      return callAsTask(f, { index, count: this.#count, stop, within: this.#within, progress }, [stop.signal])
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #follow(index: number, item: unknown, ended: () => void): void {
    this.#pending++
    this.#tasks.add(item)
    const end = (settle: () => void): void => {
      this.#pending--
      this.#finished++
      this.#tasks.delete(item)
      if (!this.#over) settle()
      ended()
      this.#settle()
    }
    Promise.resolve(item).then(
      value =>
        end(() => {
          this.#results[index] = value
          this.#tell()
        }),
      error =>
        end(() => {
          this.#failures.set(index, error)
          this.#tell()
          if (this.#setup.failFast) this.#fail(error)
        }),
    )
  }

  #tell(): void {
    this.#setup.control.progress({ done: this.#finished, ...(Number.isFinite(this.#count) && { total: this.#count }) })
  }

  #fail(error: unknown): void {
    this.#stop(error, new CancelledError('another item of the gather failed', { cause: error }))
  }

  #stop(error: unknown, reason: CancelledError): void {
    if (this.#over) return
    this.#over = true
    this.#unwatch()
    this.#setup.control.reject(error)
    this.#stopped.abort(reason)
    for (const item of this.#tasks) cancelTask(item, reason)
    if (!this.#exhausted) close(this.#source)
    if (this.#running > 0) this.#grace = setTimeout(this.#setup.settled, CANCEL_GRACE).unref()
    else this.#setup.settled()
  }

  #settle(): void {
    if (this.#over) {
      if (this.#running > 0) return
      clearTimeout(this.#grace)
      this.#setup.settled()
    } else if (this.#begun && this.#exhausted && this.#pending === 0) {
      this.#over = true
      this.#unwatch()
      const { control, settled } = this.#setup
      if (this.#failures.size === 0) control.resolve(this.#results)
      else control.reject(new TasksFailedError('items', this.#failures, this.#results, this.#finished))
      settled()
    }
  }
}

function* indexed(items: Iterable<unknown>): Generator<Indexed> {
  let index = 0
  for (const item of items) {
    checkItem('gather', index, item)
    yield [index++, item]
  }
}

/** What it throws in cleaning up would hide why it ends. */
function close(source: Iterator<unknown>): void {
  try {
    source.return?.()
  } catch {}
}
