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
export { type MapInput, type MapOptions, MapTask } from './pools/map.ts'
export type { Pool, PoolOptions, PoolStats, PoolView, TaskOptions } from './pools/pool.ts'
export { ThreadPool, type ThreadPoolOptions } from './pools/thread-pool.ts'
