/** How much of the machine the session's workers use, between one look and the next. */

import { readFileSync } from 'node:fs'
import type { LiveWorker } from '../../../src/environment.ts'
import type { Usage } from './panel-messages.ts'

export interface UsageReader {
  ofSession(): Usage
  ofWorker(worker: LiveWorker): Usage
  ofProcess(pid: number): Usage
}

interface Look {
  /** When (ms). */
  readonly at: number
  /** Processor time so far (ms). */
  readonly spent: number
  readonly cpu: number | undefined
}

/** Looks that follow each other faster say nothing: the system counts in steps of 10 ms. */
const SHORTEST = 200
/** Linux tells processor time to programs in these units on every architecture, whatever its kernel counts in. */
const TICKS_A_SECOND = 100

export function createUsageReader(now: () => number): UsageReader {
  const looks = new WeakMap<object, Look>()
  const processes = new Map<number, object>()
  const heaps = new WeakMap<LiveWorker, number>()
  const session = {}

  function cpu(of: object, spent: number | undefined): { readonly cpu?: number } {
    if (spent === undefined) return {}
    const at = now()
    const last = looks.get(of)
    if (last === undefined) looks.set(of, { at, spent, cpu: undefined })
    else if (at - last.at >= SHORTEST) looks.set(of, { at, spent, cpu: Math.max(0, (spent - last.spent) / (at - last.at)) })
    const used = looks.get(of)?.cpu
    return used === undefined ? {} : { cpu: Math.round(used * 100) / 100 }
  }

  const reader: UsageReader = {
    ofSession() {
      const { user, system } = process.cpuUsage()
      return { ...cpu(session, (user + system) / 1000), memory: process.memoryUsage.rss() }
    },
    ofWorker(worker) {
      if (worker.kind === 'process') return reader.ofProcess(worker.pid)
      // Its answer is there at the next look.
      worker.heapUsed()?.then(
        used => heaps.set(worker, used),
        () => {},
      )
      const memory = heaps.get(worker)
      return { ...cpu(worker, worker.activeTime()), ...(memory !== undefined && { memory }) }
    },
    ofProcess(pid) {
      const key = processes.get(pid) ?? {}
      const read = readProcess(pid)
      if (read === undefined) {
        processes.delete(pid)
        return {}
      }
      processes.set(pid, key)
      return { ...cpu(key, read.spent), memory: read.memory }
    },
  }
  return reader
}

/** `undefined`: it is gone, or this is not Linux. */
function readProcess(pid: number): { readonly spent: number; readonly memory: number } | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, in brackets, may hold anything.
    const [, , , , , , , , , , , user = '0', system = '0'] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const resident = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0'
    return { spent: ((Number(user) + Number(system)) * 1000) / TICKS_A_SECOND, memory: Number(resident) * 1024 }
  } catch {
    return undefined
  }
}
