/** Limits this process and its children to some of the CPUs, where the system can (Linux with `taskset`). */

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface CpuLimit {
  /** How many CPUs this process may use when nothing is limited. */
  readonly available: number
  /** All threads of this process and of the processes below it run on the first `count` of its CPUs. Children inherit it. */
  apply(count: number): void
  /** Takes the limit back. Idempotent. */
  release(): void
}

/** `undefined` where the system has no such limit: then only workers can be counted, not cores. */
export function createCpuLimit(): CpuLimit | undefined {
  const cpus = allowedCpus()
  if (cpus === undefined || !pin(process.pid, cpus)) return undefined
  let limited = false
  const set = (chosen: readonly number[]): void => {
    for (const pid of withDescendants(process.pid)) pin(pid, chosen)
  }
  return {
    available: cpus.length,
    apply(count) {
      limited = true
      set(cpus.slice(0, count))
    },
    release() {
      if (limited) set(cpus)
      limited = false
    },
  }
}

/** As in `Cpus_allowed_list: 0-3,8`. */
function allowedCpus(): number[] | undefined {
  const status = read('/proc/self/status')
  const list = status && /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1]
  if (!list) return undefined
  return list.split(',').flatMap(range => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}

function pin(pid: number, cpus: readonly number[]): boolean {
  return spawnSync('taskset', ['-a', '-c', '-p', cpus.join(','), String(pid)], { stdio: 'ignore' }).status === 0
}

function withDescendants(pid: number): number[] {
  // The system keeps a process's children by the thread that started them.
  const children = threadsOf(pid).flatMap(thread => read(`/proc/${pid}/task/${thread}/children`)?.match(/\d+/g) ?? [])
  return [pid, ...children.flatMap(child => withDescendants(Number(child)))]
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

/** A process may end while it is looked at. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
