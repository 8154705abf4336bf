/** tsloom: functions in threads and pools, from notebook cells and from any Node script. */

export { sleep } from './async/sleep.ts'
export {
  CancelledError,
  ClosedError,
  NotShippableError,
  TaskTimeoutError,
  TasksFailedError,
  TsloomError,
  type TsloomErrorCode,
  WorkerLostError,
} from './errors.ts'
export { prewarm, type Spawn, type SpawnMany, type SpawnOptions, spawnThread, type SpawnThread } from './spawn/spawn-thread.ts'
export { type TaskContext, withTask } from './tasks/context.ts'
export type { Progress, TaskEvent } from './tasks/events.ts'
export { Task, type TaskStatus, type TaskTiming } from './tasks/task.ts'
