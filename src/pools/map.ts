/** `pool.map`: a function over many items, in chunks, with results as they come. */

import { environment } from '../environment.ts'
import { atCall } from '../errors.ts'
import { unwrapTask } from '../tasks/context.ts'
import type { Arrivals } from '../tasks/many-task.ts'
import { checkFunction } from '../tasks/options.ts'
import { reportTask, Settling } from '../tasks/track.ts'
import type { Pack } from '../workers/payload.ts'
import { Items, type MapInput } from './items.ts'
import { MapRun } from './map-run.ts'
import { MapTask } from './map-task.ts'
import { Outlet } from './outlet.ts'
import type { Paces } from './pace.ts'
import type { TaskOptions } from './pool.ts'
import type { Work } from './work.ts'

export type { MapInput } from './items.ts'
export type AnyFunction = (...args: never[]) => unknown

export interface MapOptions extends TaskOptions {
  /**
   * Items that travel together; default: as many as take about 4 ms, measured. Where workers run several tasks at a time,
   * items travel one by one.
   */
  readonly chunk?: number
  /** False: `for await` gives results as they are ready, not in the order of the items. */
  readonly ordered?: boolean
  /** Cancels the rest at the first failure, and rejects with it. */
  readonly failFast?: boolean
}

/** How many results may wait for who iterates them, however many workers there are. */
const WIDEST = 4096

export interface MapSetup {
  readonly f: AnyFunction
  readonly items: MapInput<unknown>
  readonly options: MapOptions
  readonly pack: Pack
  readonly paces: Paces
  readonly workers: number
  /** Calls that a worker runs at a time. */
  readonly concurrency: number
  /** Calls after which a worker is replaced. */
  readonly maxTasks: number
  readonly add: (work: Work) => void
  /** A call that was never handed out. */
  readonly settled: (call: 'failed') => void
}

export function startMap(setup: MapSetup): MapTask<unknown> {
  const { f, items, options } = setup
  const name = typeof f === 'function' && f.name !== '' ? `map ${f.name}` : 'map'
  const host = environment()
  const owner = host.owner()
  const outlet = new Outlet<unknown>({
    ordered: options.ordered ?? true,
    bounded: !Array.isArray(items),
    total: Array.isArray(items) ? items.length : undefined,
    window: Math.min(Math.max(16, setup.workers * Math.min(setup.concurrency, WIDEST) * 4), WIDEST),
  })
  const settling = new Settling()
  const arrivals: Arrivals<unknown> = { done: 0, results: outlet.results, failures: [] }
  const task: MapTask<unknown> = new MapTask(options.signal, name, outlet, arrivals, outer => {
    const control = reportTask(name, owner, outer, settling.done)
    try {
      checkFunction(f, 'map')
      const { fn, wantsTask } = unwrapTask(f)
      const source = new Items(items)
      const run = new MapRun({ setup, name, owner, outlet, arrivals, control, wantsTask, packed: setup.pack(fn), source })
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
