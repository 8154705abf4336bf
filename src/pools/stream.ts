/** `pool.submit` of a generator function: what it yields, as it comes. */

import { environment } from '../environment.ts'
import { atCall } from '../errors.ts'
import { unwrapTask } from '../tasks/context.ts'
import type { Arrivals } from '../tasks/many-task.ts'
import { reportTask, Settling } from '../tasks/track.ts'
import type { AnyFunction } from './map.ts'
import { MapTask } from './map-task.ts'
import { Outlet } from './outlet.ts'
import { StreamRun } from './stream-run.ts'
import type { WorkListener } from './work.ts'

/** How many values may wait for who iterates them. */
const WINDOW = 16

export interface StreamSetup {
  readonly name: string
  readonly signal: AbortSignal | undefined
  /** Hands the call to the pool. */
  readonly add: (listener: WorkListener) => void
}

export function isGeneratorFunction(f: AnyFunction): boolean {
  return /^\[object (?:Async)?GeneratorFunction\]$/.test(Object.prototype.toString.call(unwrapTask(f).fn))
}

export function startStream({ name, signal, add }: StreamSetup): MapTask<unknown> {
  const host = environment()
  const owner = host.owner()
  const outlet = new Outlet<unknown>({ ordered: false, bounded: true, window: WINDOW })
  const arrivals: Arrivals<unknown> = { done: 0, results: outlet.results, failures: [] }
  const settling = new Settling()
  const task: MapTask<unknown> = new MapTask(signal, name, outlet, arrivals, outer => {
    const run = new StreamRun({ control: reportTask(name, owner, outer, settling.done), outlet, arrivals })
    try {
      add(run)
    } catch (error) {
      atCall(error)
      run.failed(0, error)
    }
    return error => run.cancel(error)
  })
  host.track({ owner, name, detached: false, cancel: reason => task.cancel(reason), settled: settling.promise })
  return task
}
