/** What runs on behalf of the notebook: tasks, pools and servers, to be listed, cancelled and stopped. */

import type { Cancellable, Service } from '../../../src/environment.ts'
import type { CellRun } from '../cell-run.ts'

export interface ListedTask {
  /** For `%cancel`: stays the same while the task is there. */
  readonly id: number
  readonly name: string
  /** The cell that started it: `In[3]`. */
  readonly cell: string
  readonly detached: boolean
  readonly started: number
  readonly work: Cancellable
}

export interface ListedService {
  readonly name: string
  readonly cell: string
  readonly service: Service
  /** The name of a variable that holds it. */
  readonly variable: string | undefined
}

export interface Registry {
  /** That cell has started something. */
  track(run: CellRun, work: Cancellable): void
  open(run: CellRun, service: Service): void
  tasks(): readonly ListedTask[]
  services(): readonly ListedService[]
}

export function createRegistry(options: {
  readonly now: () => number
  readonly variables: () => Iterable<readonly [name: string, value: unknown]>
}): Registry {
  const runs = new Set<CellRun>()
  const known = new WeakMap<Cancellable, { readonly id: number; readonly started: number }>()
  /** A pool that nobody holds any more may go; what it is listed with lives as long as it does. */
  const targets = new Map<WeakRef<object>, string>()
  const byTarget = new WeakMap<object, Service>()
  let lastId = 0

  /** `const pool = new ThreadPool()`: people know it by that name. */
  function variableOf(service: Service): string | undefined {
    for (const [name, value] of options.variables()) if (value === service.target) return name
    return undefined
  }

  const registry: Registry = {
    track(run, work) {
      runs.add(run)
      known.set(work, { id: 0, started: options.now() })
    },
    open(run, service) {
      const reference = new WeakRef(service.target)
      targets.set(reference, run.name)
      byTarget.set(service.target, service)
      void service.closed.then(() => targets.delete(reference))
    },
    tasks() {
      const listed: ListedTask[] = []
      // A server is stopped, not cancelled.
      const served = new Set(registry.services().map(({ service }) => service.closed))
      for (const run of runs) {
        if (run.works.size === 0) runs.delete(run)
        for (const work of run.works) {
          if (served.has(work.settled)) continue
          const { id, started } = known.get(work) ?? { id: 0, started: options.now() }
          const task = { id: id || ++lastId, started }
          known.set(work, task)
          listed.push({ ...task, name: work.name ?? 'task', cell: run.name, detached: work.detached, work })
        }
      }
      return listed
    },
    services() {
      const listed: ListedService[] = []
      for (const [reference, cell] of targets) {
        const target = reference.deref()
        const service = target && byTarget.get(target)
        if (service) {
          const variable = variableOf(service)
          listed.push({ name: variable ?? service.name, cell, service, variable })
        } else targets.delete(reference)
      }
      return listed
    },
  }
  return registry
}
