/** `spawnProcess`: a function in a new process. */

import { environment } from '../environment.ts'
import { ProcessHost } from '../workers/process-host.ts'
import { Spares } from '../workers/spares.ts'
import { createSpawner, type Spawner } from './spawner.ts'

const spares = new Spares({
  create: number => new ProcessHost({ name: `process-${number}` }),
  // A spare process takes 40 MB: where people wait at a prompt it is worth that, in a script not.
  keeps: () => environment().workerSetup !== undefined,
})

/**
 * Runs `f(...args)` in a new process; the task is its result. The function takes along what it uses, as with
 * `spawnThread`, but everything as a copy: processes share no memory, so SharedArrayBuffers and what is built on them
 * cannot travel. Large typed arrays go through files in memory. A crash, `process.exit()` or an exhausted memory ends only
 * that process: the task fails with a {@link WorkerLostError} that says how. It ends when its timers and open handles are
 * done; cancelled, it has a moment to answer its `signal` and is then killed. It never outlives this process.
 *
 * With `count`, all processes finish before the task settles; failures are collected in a {@link TasksFailedError}.
 *
 * @throws NotShippableError (as the task's failure) if `f` uses what cannot travel
 * @throws CancelledError, TaskTimeoutError, WorkerLostError (as the task's failure)
 * @example
 * const pids = await spawnProcess.with({ count: 3 })(() => process.pid) // three different ones
 */
export const spawnProcess: Spawner = createSpawner({
  worker: 'process',
  workers: 'processes',
  caller: 'spawnProcess',
  take: () => spares.take(),
})
