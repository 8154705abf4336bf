/** What `spawnThread` and `spawnProcess` have in common: a function in a new worker of some kind. */

import { environment } from '../environment.ts'
import { atCall, CancelledError, TasksFailedError, TaskTimeoutError } from '../errors.ts'
import { MOST_WORKERS } from '../pools/limits.ts'
import { unwrapTask } from '../tasks/context.ts'
import { type Arrivals, failed, ManyTask } from '../tasks/many-task.ts'
import { checkCount, checkFunction, checkTimeout } from '../tasks/options.ts'
import { cancelledBy, type OnCancel, Task, type TaskControl } from '../tasks/task.ts'
import { reportTask } from '../tasks/track.ts'
import { execute } from '../workers/execute.ts'
import { ship } from '../workers/payload.ts'
import type { Job, WorkerHost } from '../workers/worker-host.ts'

export interface SpawnOptions {
  /** Shown in errors, in front of output, in progress displays. */
  readonly name?: string
  /** Milliseconds from the task's start; then it is stopped and rejects with a TaskTimeoutError. */
  readonly timeout?: number
  /** Cancels the task when it aborts. */
  readonly signal?: AbortSignal
  /** Runs the function in that many workers; the result is an array by index. */
  readonly count?: number
  /** In a notebook: the cell does not wait for it. */
  readonly detach?: boolean
  /** True: the result stays in the worker, the task's value is `undefined`. */
  readonly discard?: boolean
}

/** Starts one worker. */
export type Spawn = <A extends unknown[], R>(f: (...args: A) => R, ...args: A) => Task<Awaited<R>>

/** Starts several workers with one function. */
export type SpawnMany = <A extends unknown[], R>(f: (...args: A) => R, ...args: A) => ManyTask<Awaited<R>>

export interface Spawner extends Spawn {
  /** The same with options: `spawnThread.with({ count: 5, timeout: 2000 })(f, ...args)`. */
  with(options: SpawnOptions & { readonly count: number }): SpawnMany
  with(options: SpawnOptions & { readonly count?: undefined }): Spawn
}

/** What is spawned. */
export interface WorkerKind {
  readonly worker: 'thread' | 'process'
  readonly workers: 'threads' | 'processes'
  /** The public function, as errors name it. */
  readonly caller: string
  /** A fresh worker. */
  take(): WorkerHost
}

type AnyFunction = (...args: never[]) => unknown

export function createSpawner(kind: WorkerKind): Spawner {
  return Object.assign((f: AnyFunction, ...args: unknown[]) => spawnOne(kind, f, args, {}), {
    with(options: SpawnOptions) {
      const { count } = options
      checkTimeout(options.timeout)
      checkCount('count', count, 1)
      if (count !== undefined && count > MOST_WORKERS)
        throw new RangeError(`count is at most ${MOST_WORKERS}, not ${count}; a pool runs any number of tasks on a few ${kind.workers}`)
      return (f: AnyFunction, ...args: unknown[]) =>
        count === undefined ? spawnOne(kind, f, args, options) : spawnMany(kind, f, args, count, options)
    },
  }) as Spawner
}

function spawnOne(kind: WorkerKind, f: AnyFunction, args: unknown[], options: SpawnOptions): Task<unknown> {
  const name = options.name ?? nameOf(f, kind)
  return new Task<unknown>({ name, signal: options.signal }, control =>
    start(kind, f, args, { ...options, name, label: options.name ?? '', index: 0, count: 1 }, control),
  )
}

function spawnMany(kind: WorkerKind, f: AnyFunction, args: unknown[], count: number, options: SpawnOptions): ManyTask<unknown> {
  const name = options.name ?? nameOf(f, kind)
  const results: unknown[] = new Array(count)
  const arrivals: Arrivals<unknown> = { done: 0, results, failures: [] }
  return new ManyTask<unknown>({ name, signal: options.signal }, arrivals, control => {
    const failures = new Map<number, unknown>()
    let open = count
    const ended = (): void => {
      if (--open > 0) return
      const cancelled = [...failures.values()].filter(error => error instanceof CancelledError)
      if (cancelled.length > 0 && cancelled.length === failures.size) control.reject(cancelled[0])
      else if (failures.size > 0) control.reject(new TasksFailedError(kind.workers, failures, results, count))
      else control.resolve(results)
    }
    const cancels = Array.from({ length: count }, (_, index) => {
      const label = `${options.name ?? kind.worker} ${index}`
      return start(
        kind,
        f,
        args,
        { ...options, name: label, label, index, count },
        {
          start: control.start,
          progress: control.progress,
          resolve(value) {
            results[index] = value
            arrivals.done++
            ended()
          },
          reject(error) {
            failures.set(index, error)
            failed(arrivals, index, error)
            ended()
          },
        },
      )
    })
    return error => {
      for (const cancel of cancels) cancel(error)
    }
  })
}

interface StartOptions extends SpawnOptions {
  readonly name: string
  readonly label: string
  readonly index: number
  readonly count: number
}

/** Never throws: what goes wrong is the control's failure. */
function start(kind: WorkerKind, f: AnyFunction, args: unknown[], options: StartOptions, outer: TaskControl<unknown>): OnCancel {
  const { name, label, index, count, timeout, detach = false } = options
  const host = environment()
  const owner = host.owner()
  const control = reportTask(name, owner, outer, undefined, count > 1 ? index : undefined)
  let worker: WorkerHost | undefined
  try {
    const job = prepare(f, args, kind, options)
    // Torn away in the middle, a worker would be left that nobody knows of, or its modules half loaded.
    return host.critical(() => {
      worker = kind.take()
      const { settled } = worker
      const running = worker
      let finished = false
      const failed = (error: unknown, drain: boolean): void => {
        finished = true
        control.reject(error)
        void running.close({ drain })
      }
      const execution = execute(
        worker,
        { ...job, last: true, context: { index, count }, owner, label },
        { timeout, nameOf: () => name },
        {
          started: worker => control.start(worker),
          progress: (_, progress) => control.progress(progress),
          yielded: () => undefined,
          done: (_, value) => {
            finished = true
            control.resolve(value)
          },
          // Of what was cancelled, out of time or lost, timers and handles are not waited for.
          failed: (_, error) => failed(error, !(error instanceof CancelledError || error instanceof TaskTimeoutError)),
          returned: (_, { unstarted }) => failed(unstarted?.error, false),
          ended: () => {},
        },
      )
      let over = false
      void settled.then(() => {
        over = true
      })
      const cancel = (reason: unknown): void => {
        if (over) return
        const error = cancelledBy(reason, name)
        // A worker without its task goes on for timers and handles only.
        if (finished) void running.stop(error)
        else execution.cancel(error)
      }
      host.track({ owner, name, detached: detach, settled, cancel })
      return error => execution.cancel(error)
    })
  } catch (error) {
    void worker?.stop(error)
    atCall(error)
    queueMicrotask(() => control.reject(error))
    return () => {}
  }
}

type Prepared = Pick<Job, 'payload' | 'mode' | 'wantsTask' | 'calls' | 'single' | 'timed' | 'discard'>

function prepare(f: AnyFunction, args: unknown[], { caller }: WorkerKind, { timeout, discard = false }: StartOptions): Prepared {
  checkFunction(f, caller)
  const { fn, wantsTask } = unwrapTask(f)
  const packed = ship(fn)
  const { encoded, needs } = packed.encode(args, 'arguments')
  return {
    payload: packed.payload({ ...encoded, value: [encoded.value] }, needs === undefined ? [] : [needs]),
    mode: 'sequence',
    wantsTask,
    calls: 1,
    single: false,
    timed: timeout !== undefined,
    discard,
  }
}

function nameOf(f: unknown, kind: WorkerKind): string {
  return typeof f === 'function' && f.name !== '' ? f.name : kind.worker
}
