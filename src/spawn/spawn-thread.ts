/** `spawnThread`: a function in a new thread. */

import { capturer } from '../capture/this-thread.ts'
import { environment } from '../environment.ts'
import { atCall, CancelledError, TasksFailedError } from '../errors.ts'
import { unwrapTask } from '../tasks/context.ts'
import { checkFunction, checkTimeout } from '../tasks/options.ts'
import { cancelledBy, Task, type TaskControl } from '../tasks/task.ts'
import { reportTask } from '../tasks/track.ts'
import { execute } from '../workers/execute.ts'
import { Spares } from '../workers/spares.ts'
import type { ThreadHost } from '../workers/thread-host.ts'
import type { Job } from '../workers/worker-host.ts'

export interface SpawnOptions {
  /** Shown in errors, in front of output, in progress displays. */
  readonly name?: string
  /** Milliseconds from the task's start; then it is stopped and rejects with a TaskTimeoutError. */
  readonly timeout?: number
  /** Cancels the task when it aborts. */
  readonly signal?: AbortSignal
  /** Runs the function in that many threads; the result is an array by index. */
  readonly count?: number
  /** In a notebook: the cell does not wait for it. */
  readonly detach?: boolean
}

type AnyFunction = (...args: never[]) => unknown

/** Starts one thread. */
export type Spawn = <A extends unknown[], R>(f: (...args: A) => R, ...args: A) => Task<Awaited<R>>

/** Starts several threads of one function. */
export type SpawnMany = <A extends unknown[], R>(f: (...args: A) => R, ...args: A) => Task<Awaited<R>[]>

export interface SpawnThread extends Spawn {
  /** The same with options: `spawnThread.with({ count: 5, timeout: 2000 })(f, ...args)`. */
  with(options: SpawnOptions & { readonly count: number }): SpawnMany
  with(options: SpawnOptions & { readonly count?: undefined }): Spawn
}

const spares = new Spares()

/**
 * Runs `f(...args)` in a new thread; the task is its result. The function takes along what it uses: other functions,
 * classes, imports, data (a copy; SharedArrayBuffers are shared). What it changes there does not come back, except
 * through what it returns. The thread ends when its timers and open handles are done.
 *
 * With `count`, all threads finish before the task settles; failures are collected in a {@link TasksFailedError}.
 *
 * @throws NotShippableError (as the task's failure) if `f` uses what cannot travel
 * @throws CancelledError, TaskTimeoutError, WorkerLostError (as the task's failure)
 * @example
 * const squares = await spawnThread.with({ count: 3 })(withTask(({ index }) => index ** 2)) // [0, 1, 4]
 */
export const spawnThread: SpawnThread = Object.assign(
  <A extends unknown[], R>(f: (...args: A) => R, ...args: A) => spawnOne(f, args, {}) as Task<Awaited<R>>,
  {
    with(options: SpawnOptions) {
      const { count } = options
      checkTimeout(options.timeout)
      if (count !== undefined && !(Number.isSafeInteger(count) && count > 0))
        throw new RangeError(`count has to be a positive integer, not ${count}`)
      return (f: AnyFunction, ...args: unknown[]) => (count === undefined ? spawnOne(f, args, options) : spawnMany(f, args, count, options))
    },
  },
) as SpawnThread

/** Keeps `count` fresh threads ready, so that spawning takes no start-up; resolves when they are. `prewarm(0)` ends them. */
export function prewarm(count: number): Promise<void> {
  return spares.prewarm(count)
}

function spawnOne(f: AnyFunction, args: unknown[], options: SpawnOptions): Task<unknown> {
  const name = options.name ?? nameOf(f)
  return new Task<unknown>({ name, signal: options.signal }, control =>
    start(f, args, { ...options, name, label: options.name ?? '', index: 0, count: 1 }, control),
  )
}

function spawnMany(f: AnyFunction, args: unknown[], count: number, options: SpawnOptions): Task<unknown[]> {
  const name = options.name ?? nameOf(f)
  return new Task<unknown[]>({ name, signal: options.signal }, control => {
    const results: unknown[] = new Array(count)
    const failures = new Map<number, unknown>()
    let open = count
    const ended = (): void => {
      if (--open > 0) return
      const cancelled = [...failures.values()].filter(error => error instanceof CancelledError)
      if (cancelled.length > 0 && cancelled.length === failures.size) control.reject(cancelled[0])
      else if (failures.size > 0) control.reject(new TasksFailedError('threads', failures, results, count))
      else control.resolve(results)
    }
    const cancels = Array.from({ length: count }, (_, index) => {
      const label = `${options.name ?? 'thread'} ${index}`
      return start(
        f,
        args,
        { ...options, name: label, label, index, count },
        {
          start: control.start,
          progress: control.progress,
          resolve(value) {
            results[index] = value
            ended()
          },
          reject(error) {
            failures.set(index, error)
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

/** Never throws: what goes wrong is the control's failure. Returns what cancels it. */
function start(f: AnyFunction, args: unknown[], options: StartOptions, outer: TaskControl<unknown>): (error: CancelledError) => void {
  const { name, label, index, count, timeout, detach = false } = options
  const host = environment()
  const owner = host.owner()
  const control = reportTask(name, owner, outer)
  let thread: ThreadHost | undefined
  try {
    const job = prepare(f, args)
    thread = spares.take()
    const { ended } = thread
    const running = thread
    const finish = (settle: () => void, drain: boolean): void => {
      settle()
      void running.close({ drain })
    }
    const execution = execute(
      thread,
      { ...job, context: { index, count }, owner, label },
      {
        timeout,
        name,
        started: () => control.start(running.name),
        progress: (_, progress) => control.progress(progress),
        done: ([result]) => finish(() => (result?.ok === true ? control.resolve(result.value) : control.reject(result?.error)), true),
        // Cancelled, out of time or lost: its timers and handles are not waited for.
        failed: error => finish(() => control.reject(error), false),
      },
    )
    let over = false
    void ended.then(() => {
      over = true
    })
    const cancel = (reason: unknown): void => {
      if (over) return
      const error = cancelledBy(reason, name)
      // A thread without its task goes on for timers and handles only.
      if (running.busy === 0) void running.stop(error)
      else execution.cancel(error)
    }
    host.track({ owner, detached: detach, settled: ended, cancel })
    return execution.cancel
  } catch (error) {
    void thread?.stop(error)
    atCall(error)
    queueMicrotask(() => control.reject(error))
    return () => {}
  }
}

function prepare(f: AnyFunction, args: unknown[]): Pick<Job, 'shipment' | 'needs' | 'calls' | 'wantsTask'> {
  checkFunction(f, 'spawnThread')
  const { fn, wantsTask } = unwrapTask(f)
  const shipment = capturer().capture(fn)
  const { encoded, needs } = capturer().encode(args, 'arguments')
  return { shipment, needs: needs === undefined ? [] : [needs], calls: [encoded], wantsTask }
}

function nameOf(f: unknown): string {
  return typeof f === 'function' && f.name !== '' ? f.name : 'thread'
}
