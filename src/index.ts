/** tsloom: functions in threads and pools, from notebook cells and from any Node script. */

export { sleep } from './async/sleep.ts'
export { escapeHtml, type Html, html, type ImageFormat, type ImageOptions, image, json, latex, markdown, svg } from './display/content.ts'
export { clearOutput, type DisplayHandle, type DisplayOptions, display } from './display/display.ts'
export { type Displayable, JUPYTER_DISPLAY, type MimeBundle } from './display/displayable.ts'
export { type PlotAxis, type PlotConfig, type PlotLayout, type PlotTrace, plot } from './display/plot.ts'
export {
  CancelledError,
  ClosedError,
  NotShippableError,
  TasksFailedError,
  TaskTimeoutError,
  TsloomError,
  type TsloomErrorCode,
  WorkerLostError,
} from './errors.ts'
export { type MapInput, type MapOptions, MapTask } from './pools/map.ts'
export type { Pool, PoolOptions, PoolStats, PoolView, TaskOptions } from './pools/pool.ts'
export { ThreadPool, type ThreadPoolOptions } from './pools/thread-pool.ts'
export { prewarm, type Spawn, type SpawnMany, type SpawnOptions, type SpawnThread, spawnThread } from './spawn/spawn-thread.ts'
export { type TaskContext, withTask } from './tasks/context.ts'
export type { Progress, TaskEvent } from './tasks/events.ts'
export { Task, type TaskStatus, type TaskTiming } from './tasks/task.ts'
export { duration, type Stopwatch, stopwatch, timed } from './time/stopwatch.ts'
