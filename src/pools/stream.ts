/** `pool.submit` of a generator function: what it yields, as it comes. */

import { environment } from '../environment.ts'
import { atCall } from '../errors.ts'
import { unwrapTask } from '../tasks/context.ts'
import { type Arrivals, failed } from '../tasks/many-task.ts'
import { reportTask, Settling } from '../tasks/track.ts'
import type { Pack } from '../workers/payload.ts'
import type { AnyFunction } from './map.ts'
import { MapTask } from './map-task.ts'
import { Outlet } from './outlet.ts'
import type { Work } from './scheduler.ts'
import { createUnit } from './unit.ts'

/** How many values may wait for who iterates them. */
const WINDOW = 16

export interface StreamSetup {
  readonly f: AnyFunction
  readonly args: readonly unknown[]
  readonly timeout: number | undefined
  readonly signal: AbortSignal | undefined
  readonly pack: Pack
  readonly label: string
  readonly add: (work: Work) => void
  readonly count: (what: 'done' | 'failed') => void
}

export function isGeneratorFunction(f: AnyFunction): boolean {
  return /^\[object (?:Async)?GeneratorFunction\]$/.test(Object.prototype.toString.call(unwrapTask(f).fn))
}

export function startStream({ f, args, timeout, signal, pack, label, add, count }: StreamSetup): MapTask<unknown> {
  const name = f.name === '' ? 'stream' : f.name
  const host = environment()
  const owner = host.owner()
  const outlet = new Outlet<unknown>({ ordered: false, bounded: true, window: WINDOW })
  const arrivals: Arrivals<unknown> = { done: 0, results: outlet.results, failures: [] }
  const settling = new Settling()
  const task: MapTask<unknown> = new MapTask(signal, name, outlet, arrivals, outer => {
    const control = reportTask(name, owner, outer, settling.done)
    const fail = (error: unknown): void => {
      failed(arrivals, arrivals.done, error)
      outlet.fail(error)
      control.reject(error)
    }
    const paused: (() => void)[] = []
    outlet.onDemand = () => {
      while (outlet.room(0) > 0 && paused.length > 0) paused.shift()?.()
    }
    try {
      const { fn, wantsTask } = unwrapTask(f)
      const unit = createUnit({
        job: { payload: pack(fn)([args], () => 'arguments'), wantsTask, streams: true, context: { index: 0, count: 1 }, owner, label },
        name,
        timeout,
        started: worker => control.start(worker),
        progress: (_, progress) => control.progress(progress),
        yielded(value) {
          outlet.put(arrivals.done++, value)
          if (outlet.room(0) > 0) return undefined
          return new Promise<void>(resolve => paused.push(resolve))
        },
        done([result]) {
          count(result?.ok === true ? 'done' : 'failed')
          if (result?.ok !== true) return fail(result?.error)
          outlet.end()
          control.resolve(outlet.results)
        },
        failed(error) {
          count('failed')
          fail(error)
        },
      })
      add(unit)
      return unit.cancel
    } catch (error) {
      atCall(error)
      fail(error)
      return () => {}
    }
  })
  host.track({ owner, name, detached: false, cancel: reason => task.cancel(reason), settled: settling.promise })
  return task
}
