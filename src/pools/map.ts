/** `pool.map`: a function over many items, in chunks, with results as they come. */

import { environment, type Owner } from '../environment.ts'
import { atCall, CancelledError, TasksFailedError } from '../errors.ts'
import { unwrapTask } from '../tasks/context.ts'
import { type Arrivals, failed } from '../tasks/many-task.ts'
import { checkFunction } from '../tasks/options.ts'
import { type ItemFailure, type ReportedControl, reportTask, Settling } from '../tasks/track.ts'
import { direct, type Pack, type PackCalls } from '../workers/payload.ts'
import type { CallResult } from '../workers/worker-host.ts'
import { ChunkSize } from './chunk-size.ts'
import { Items, type MapInput } from './items.ts'
import { MapTask } from './map-task.ts'
import { Outlet } from './outlet.ts'
import type { Work } from './scheduler.ts'
import { createUnit, type Unit } from './unit.ts'

export type { MapInput } from './items.ts'
export type AnyFunction = (...args: never[]) => unknown

export interface MapOptions {
  /** Items that travel together; default: as many as take about 4 ms, measured. */
  readonly chunk?: number
  /** False: `for await` gives results as they are ready, not in the order of the items. */
  readonly ordered?: boolean
  /** Cancels the rest at the first failure, and rejects with it. */
  readonly failFast?: boolean
  /** Milliseconds for each item, from its start. */
  readonly timeout?: number
  readonly signal?: AbortSignal
}

/** How many results may wait for who iterates them, however many workers there are. */
const WIDEST = 4096

export interface MapSetup {
  readonly f: AnyFunction
  readonly items: MapInput<unknown>
  readonly options: MapOptions
  readonly pack: Pack
  readonly label: string
  readonly workers: number
  readonly add: (work: Work) => void
  readonly count: (what: 'done' | 'failed') => void
}

export function startMap(setup: MapSetup): MapTask<unknown> {
  const { f, items, options } = setup
  const name = typeof f === 'function' && f.name !== '' ? `map ${f.name}` : 'map'
  const host = environment()
  const owner = host.owner()
  const outlet = new Outlet<unknown>({
    ordered: options.ordered ?? true,
    bounded: !Array.isArray(items),
    window: Math.min(Math.max(16, setup.workers * 4), WIDEST),
  })
  const settling = new Settling()
  const arrivals: Arrivals<unknown> = { done: 0, results: outlet.results, failures: [] }
  const task: MapTask<unknown> = new MapTask(options.signal, name, outlet, arrivals, outer => {
    const control = reportTask(name, owner, outer, settling.done)
    try {
      checkFunction(f, 'map')
      const { fn, wantsTask } = unwrapTask(f)
      const source = new Items(items)
      const run = new MapRun({ setup, name, owner, outlet, arrivals, control, wantsTask, pack: setup.pack(fn), source })
      run.pump()
      return error => run.cancel(error)
    } catch (error) {
      atCall(error)
      outlet.fail(error)
      control.reject(error)
      return () => {}
    }
  })
  host.track({ owner, name, detached: false, cancel: reason => task.cancel(reason), settled: settling.promise })
  return task
}

interface RunOptions {
  readonly setup: MapSetup
  readonly name: string
  readonly owner: Owner
  readonly outlet: Outlet<unknown>
  readonly arrivals: Arrivals<unknown>
  readonly control: ReportedControl<unknown[]>
  readonly wantsTask: boolean
  readonly pack: PackCalls
  readonly source: Items
}

class MapRun {
  readonly #options: RunOptions
  readonly #failures = new Map<number, unknown>()
  readonly #units = new Set<Unit>()
  readonly #chunk: ChunkSize
  #next = 0
  #finished = 0
  #stopped: { readonly error: unknown } | undefined
  #pulling = false

  constructor(options: RunOptions) {
    this.#options = options
    const { chunk, timeout } = options.setup.options
    // A time limit holds for each item: each has to travel alone. In this thread nothing travels.
    const alone = timeout !== undefined || options.setup.pack === direct
    this.#chunk = new ChunkSize({ fixed: alone ? 1 : chunk, workers: options.setup.workers })
    options.outlet.onDemand = () => this.pump()
  }

  /** Hands out chunks until enough are under way: two a worker, so that none waits for the next. */
  pump(): void {
    const { source, outlet, setup } = this.#options
    while (this.#stopped === undefined && !source.ended && !this.#pulling && this.#units.size < setup.workers * 2) {
      const room = outlet.room(this.#next - this.#finished)
      if (room <= 0) return
      try {
        const size = Math.min(this.#chunk.next(source.left), room)
        const taken = source.take(size)
        if (taken instanceof Promise) {
          this.#pulling = true
          taken.then(
            items => {
              this.#pulling = false
              this.#send(items)
              this.pump()
            },
            error => {
              this.#pulling = false
              this.#stop(error)
            },
          )
        } else this.#send(taken)
      } catch (error) {
        this.#stop(error)
        return
      }
    }
    this.#settle()
  }

  cancel(error: CancelledError): void {
    this.#stop(error)
  }

  #send(items: readonly unknown[]): void {
    if (items.length === 0 || this.#stopped !== undefined) return
    const { setup, pack, wantsTask, owner, source, control, name } = this.#options
    const first = this.#next
    this.#next += items.length
    const calls = items.map(item => [item])
    const payload = pack(calls, call => `items[${first + call}]`)
    const unit: Unit = createUnit({
      job: {
        payload,
        wantsTask,
        context: { index: first, count: source.total ?? Number.POSITIVE_INFINITY },
        owner,
        label: setup.label,
      },
      name: `item ${first} of ${name}`,
      timeout: setup.options.timeout,
      started: worker => {
        control.start(worker)
        control.itemsStarted({ first, count: items.length, worker, total: source.total })
      },
      progress: (_, progress) => control.progress(progress),
      done: (results, took) => {
        this.#chunk.note(results.length, took)
        this.#end(unit, first, results)
      },
      failed: error =>
        this.#end(
          unit,
          first,
          items.map(() => ({ ok: false, error })),
        ),
    })
    this.#units.add(unit)
    setup.add(unit)
  }

  #end(unit: Unit, first: number, results: readonly CallResult[]): void {
    const { outlet, arrivals, setup, control, source } = this.#options
    const failures: ItemFailure[] = []
    this.#units.delete(unit)
    this.#finished += results.length
    for (const [offset, result] of results.entries()) {
      const index = first + offset
      setup.count(result.ok ? 'done' : 'failed')
      if (result.ok) {
        outlet.put(index, result.value)
        arrivals.done++
      } else {
        this.#failures.set(index, result.error)
        failures.push({ index, error: result.error })
        failed(arrivals, index, result.error)
        outlet.skip(index)
        if (setup.options.failFast === true) this.#stop(result.error)
      }
    }
    control.itemsEnded({ first, count: results.length, failures })
    control.progress({ done: this.#finished, ...(source.total !== undefined && { total: source.total }) })
    this.pump()
  }

  #stop(error: unknown): void {
    if (this.#stopped !== undefined) return
    this.#stopped = { error }
    this.#options.source.close()
    const cancelled = error instanceof CancelledError ? error : new CancelledError('another item failed', { cause: error })
    for (const unit of [...this.#units]) unit.cancel(cancelled)
    this.#settle()
  }

  #settle(): void {
    if (this.#units.size > 0 || this.#pulling) return
    const { outlet, control, source } = this.#options
    if (this.#stopped === undefined && !source.ended) return
    const failure = this.#stopped?.error ?? this.#collected()
    if (failure !== undefined) {
      outlet.fail(failure)
      control.reject(failure)
    } else {
      outlet.end()
      control.resolve(outlet.results)
    }
  }

  #collected(): TasksFailedError | undefined {
    return this.#failures.size === 0 ? undefined : new TasksFailedError('items', this.#failures, this.#options.outlet.results, this.#next)
  }
}
