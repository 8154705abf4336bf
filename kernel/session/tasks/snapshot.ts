/** What a panel of workers shows, at one moment. */

import type { LiveWorker } from '../../../src/environment.ts'
import type { CellId } from '../../interpreter.ts'
import type { CellTasks } from './cell-tasks.ts'
import type { CellSnapshot, PoolSnapshot, ServerSnapshot, Snapshot, WorkerSnapshot } from './panel-messages.ts'
import type { ListedService, ListedTask, Registry } from './registry.ts'
import { createUsageReader } from './usage.ts'

/** A list of more helps nobody, and would have to be sent twice a second. */
const MAX_TASKS = 100

export interface SnapshotSources {
  readonly registry: Pick<Registry, 'tasks' | 'services'>
  readonly tasksOf: (cell: CellId) => CellTasks | undefined
  readonly workers: () => Iterable<LiveWorker>
  readonly now: () => number
}

export interface Snapshots {
  take(): Snapshot
  /** By the number that snapshots have for it. */
  service(id: number): ListedService | undefined
}

export function createSnapshots({ registry, tasksOf, workers, now }: SnapshotSources): Snapshots {
  const usage = createUsageReader(now)
  const rates = createRates(now)
  const ids = new WeakMap<object, number>()
  let lastId = 0

  function idOf({ service }: ListedService): number {
    const id = ids.get(service.target) ?? ++lastId
    ids.set(service.target, id)
    return id
  }

  function cellsOf(tasks: readonly ListedTask[]): CellSnapshot[] {
    const byCell = new Map<CellId, ListedTask[]>()
    for (const task of tasks) {
      const own = byCell.get(task.work.owner)
      if (own) own.push(task)
      else byCell.set(task.work.owner, [task])
    }
    return [...byCell].flatMap(([owner, own]) => {
      const counts = tasksOf(owner)
      const [first] = own
      if (first === undefined) return []
      const { began, total, totalKnown, done, failed } = counts ?? {
        began: first.started,
        total: own.length,
        totalKnown: true,
        done: 0,
        failed: 0,
      }
      return [
        { cell: first.cell, began, total, totalKnown, done, failed, open: own.length, rate: rates(counts ?? first.work, done + failed) },
      ]
    })
  }

  function poolOf(listed: ListedService): PoolSnapshot[] {
    const { name, cell, service } = listed
    if (service.kind !== 'pool') return []
    const { workers, busy, waiting, done, failed } = service.stats()
    const rate = rates(service.target, done + failed)
    return [{ id: idOf(listed), name, cell, kind: service.workers, workers, busy, waiting, done, failed, rate }]
  }

  function serverOf(listed: ListedService): { readonly server: ServerSnapshot; readonly workers: WorkerSnapshot[] }[] {
    const { name, cell, service } = listed
    if (service.kind !== 'server') return []
    const { requests, active, errors, perSecond, workers } = service.stats()
    return [
      {
        server: { id: idOf(listed), name, cell, url: service.url, requests, active, errors, rate: perSecond },
        workers: workers
          .filter(({ pid }) => pid !== process.pid)
          .map(({ name, pid, active }) => ({ name, kind: 'server', pid, busy: active, ...usage.ofProcess(pid) })),
      },
    ]
  }

  return {
    take() {
      const tasks = registry.tasks()
      const services = registry.services()
      const servers = services.flatMap(serverOf)
      const live = [...workers()].map(
        (worker): WorkerSnapshot => ({
          name: worker.name,
          kind: worker.kind,
          ...(worker.kind === 'process' && { pid: worker.pid }),
          busy: worker.busy,
          ...usage.ofWorker(worker),
        }),
      )
      return {
        session: { pid: process.pid, ...usage.ofSession() },
        cells: cellsOf(tasks),
        tasks: tasks.slice(0, MAX_TASKS).map(({ id, name, cell, started, detached }) => ({ id, name, cell, started, detached })),
        pools: services.flatMap(poolOf),
        servers: servers.map(({ server }) => server),
        workers: [...live, ...servers.flatMap(({ workers }) => workers)],
      }
    },
    service: id => registry.services().find(listed => idOf(listed) === id),
  }
}

/** Over so many milliseconds. */
const RATE_SPAN = 2000

/** How fast a count that belongs to `of` grows, a second. */
function createRates(now: () => number): (of: object, count: number) => number {
  const earlier = new WeakMap<object, { readonly at: number; readonly count: number }[]>()
  return (of, count) => {
    const at = now()
    const known = earlier.get(of) ?? []
    // One that is older than the span stays, to measure against.
    while ((known[1]?.at ?? at) <= at - RATE_SPAN) known.shift()
    const [first] = known
    known.push({ at, count })
    earlier.set(of, known)
    if (first === undefined || at === first.at) return 0
    return Math.round(((count - first.count) / (at - first.at)) * 10_000) / 10
  }
}
