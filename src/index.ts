/** tsloom: functions in threads and pools, from notebook cells and from any Node script. */

import './exports.ts'

export { type AsCompletedOptions, asCompleted, type Settled } from './async/as-completed.ts'
export type { CoroutineState, CoroutineSwitch, Schedule } from './async/coroutine-run.ts'
export type { CoroutineStep, CoroutineTrace } from './async/coroutine-trace.ts'
export { type CoroutineResult, type CoroutinesOptions, type CoroutinesOutcome, coroutines } from './async/coroutines.ts'
export { type Gatherable, type Gathered, type GatherOptions, gather } from './async/gather.ts'
export { Queue, type QueueOptions, type WaitOptions } from './async/queue.ts'
export { sleep } from './async/sleep.ts'
export { TaskGroup, type TaskGroupOptions } from './async/task-group.ts'
export { type WithTimeoutOptions, withTimeout } from './async/with-timeout.ts'
export { type Movable, transfer } from './capture/transfer.ts'
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
export { AsyncPool, type AsyncPoolOptions } from './pools/async-pool.ts'
export type { SizeOptions } from './pools/limits.ts'
export type { MapInput, MapOptions } from './pools/map.ts'
export { MapTask } from './pools/map-task.ts'
export type { Pool, PoolOptions, PoolStats, PoolView, TaskOptions } from './pools/pool.ts'
export { ProcessPool, type ProcessPoolOptions } from './pools/process-pool.ts'
export type { Retries, RetryOptions } from './pools/retry.ts'
export { ThreadPool, type ThreadPoolOptions } from './pools/thread-pool.ts'
export { everyCount } from './scaling/core-counts.ts'
export type { ScaleArrived } from './scaling/measured.ts'
export { ScaleInterruptedError, type ScaleOptions, type Scaling, scale } from './scaling/scale.ts'
export type { Analysis, Backend, ScaleCurve, ScaleData, ScaleMachine, ScalePoint, ScaleRun } from './scaling/scale-data.ts'
export { ScaleResult } from './scaling/scale-result.ts'
export { serve } from './serve/serve.ts'
export type { CloseOptions, Handler, ServeOptions, Server, ServerStats, WorkerStats } from './serve/server.ts'
export { spawnProcess } from './spawn/spawn-process.ts'
export { prewarm, spawnThread } from './spawn/spawn-thread.ts'
export type { Spawn, Spawner, SpawnMany, SpawnOptions } from './spawn/spawner.ts'
export { AtomicCounter } from './sync/atomic-counter.ts'
export { Barrier } from './sync/barrier.ts'
export { Channel, type ChannelOptions, type Received } from './sync/channel.ts'
export type { ChannelTransport, Packet } from './sync/channel-transport.ts'
export { Condition } from './sync/condition.ts'
export { BrokenBarrierError, HolderLostError, NotHeldError, WaitTimeoutError, WouldBlockError } from './sync/errors.ts'
export type { Held } from './sync/held.ts'
export { Latch } from './sync/latch.ts'
export { type LockOptions, Mutex, type SyncLockOptions } from './sync/mutex.ts'
export { Semaphore } from './sync/semaphore.ts'
export { SharedArray, type SharedArrayKind, type SharedElement, type SharedView } from './sync/shared-array.ts'
export { type TaskContext, withTask } from './tasks/context.ts'
export type { Progress, TaskEvent } from './tasks/events.ts'
export { type Arrived, ManyTask } from './tasks/many-task.ts'
export { Task, type TaskStatus, type TaskTiming } from './tasks/task.ts'
export { duration, type Stopwatch, stopwatch, timed } from './time/stopwatch.ts'
