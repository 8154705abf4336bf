/** One process under worker-farm: it forks the process, carries calls and their results, and ends it. */

import type { ChildProcess, StdioOptions } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Farm, FarmCall } from 'worker-farm/lib/farm.js'

export interface ProcessFarmOptions {
  readonly execArgv: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** File descriptors that it inherits under the same numbers, besides standard output and error. */
  readonly descriptors: readonly number[]
}

export interface ProcessFarm {
  readonly child: ChildProcess
  /** Functions that `process-entry.ts` exports. */
  readonly calls: Record<'start' | 'run', FarmCall>
  end(): void
}

const require = createRequire(import.meta.url)
const ENTRY = fileURLToPath(new URL('./process-entry.js', import.meta.url))

/** @throws what the system says where it cannot start a process */
export function startFarm({ execArgv, env, descriptors }: ProcessFarmOptions): ProcessFarm {
  // Loaded when the first process is wanted. The package's front door keeps every farm that was ever made.
  const FarmClass = require('worker-farm/lib/farm.js') as typeof Farm
  let started: ChildProcess | undefined
  const farm = new FarmClass(
    {
      // One farm a worker: a farm of several loses calls when one exits, and repeats those that end their worker.
      maxConcurrentWorkers: 1,
      maxConcurrentCallsPerWorker: Number.POSITIVE_INFINITY,
      maxRetries: 0,
      autoStart: true,
      workerOptions: { serialization: 'advanced', execArgv: [...execArgv], env, stdio: stdio(descriptors) },
      onChild(child) {
        started = child
        tellExitLast(child)
      },
    },
    ENTRY,
  )
  const calls = farm.setup(['start', 'run'])
  if (started === undefined) throw new Error('worker-farm started no process')
  return { child: started, calls, end: () => farm.end() }
}

function stdio(descriptors: readonly number[]): StdioOptions {
  const last = Math.max(2, ...descriptors)
  const inherited = Array.from({ length: last + 1 }, (_, fd) => (fd > 0 && (fd < 3 || descriptors.includes(fd)) ? fd : ('ignore' as const)))
  return [...inherited, 'ipc']
}

/** The farm drops results that it reads after the exit: nobody hears of that before the channel is read to its end. */
function tellExitLast(child: ChildProcess): void {
  const emit = child.emit.bind(child)
  child.emit = (event: string, ...args: unknown[]): boolean => {
    if (event !== 'exit' || !child.connected) return emit(event, ...args)
    child.once('disconnect', () => emit(event, ...args))
    return true
  }
}
