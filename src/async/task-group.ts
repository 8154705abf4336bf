/** Structured concurrency on the event loop, as Python's `asyncio.TaskGroup`. */

import { environment, type Owner } from '../environment.ts'
import { BODY, type CancelledError, ClosedError, TasksFailedError } from '../errors.ts'
import { cancelledBy, Task } from '../tasks/task.ts'
import { Settling } from '../tasks/track.ts'
import type { AnyFunction } from './call.ts'
import { startLoopTask } from './loop-task.ts'
import { onAbort, type Stoppable, signalsAround } from './on-abort.ts'

export interface TaskGroupOptions {
  /** Cancels the group when it fires; leaving it then throws a CancelledError. */
  readonly signal?: AbortSignal
}

/** The tasks that one cell has in a group: the cell ends after them. */
interface Share {
  open: number
  readonly settling: Settling
}

/**
 * Tasks that belong to a block: leaving it waits for all of them. The first failure cancels the rest, and leaving throws
 * a {@link TasksFailedError} of every failure. A task that was cancelled by itself is no failure. Tasks may start more in
 * the group until the last has ended. Code of a cancelled task has 200 ms to clean up, then it is waited for no longer.
 *
 * A disposer cannot see that its block threw, so `await using` lets the tasks finish then; {@link TaskGroup.run} cancels
 * them, as Python does.
 *
 * @example
 * await using group = new TaskGroup()
 * const price = group.spawn(async (name: string) => name.length, 'apple')
 * group.spawn(withTask(({ signal }) => sleep(10, { signal })))
 * console.log(await price)
 */
export class TaskGroup implements AsyncDisposable {
  readonly #controller = new AbortController()
  readonly #tasks = new Set<Task<unknown>>()
  readonly #shares = new Map<Owner, Share>()
  readonly #failures = new Map<number, unknown>()
  readonly #follows: readonly Stoppable[]
  readonly #unwatch: () => void
  #open = 0
  #spawned = 0
  #left = false
  #closing: Promise<void> | undefined
  #whenEmpty: (() => void) | undefined
  /** Why leaving throws although nothing failed. */
  #interruption: CancelledError | undefined

  /** @throws TypeError */
  constructor({ signal }: TaskGroupOptions = {}) {
    this.#follows = signalsAround(signal)
    this.#unwatch = onAbort(this.#follows, reason => this.#interrupt(reason))
  }

  /**
   * Runs `body` in a group of its own and leaves that. What `body` throws cancels the tasks like a task's failure.
   *
   * @throws TasksFailedError
   * @example
   * const total = await TaskGroup.run(async group => {
   *   const tasks = [1, 2, 3].map(x => group.spawn(() => x * x))
   *   return (await gather(tasks)).reduce((a, b) => a + b)
   * })
   */
  static async run<R>(body: (group: TaskGroup) => R, options?: TaskGroupOptions): Promise<Awaited<R>> {
    const group = new TaskGroup(options)
    const result = group.#start(body as AnyFunction, [group], 'TaskGroup.run', BODY)
    await group.close()
    return (await result) as Awaited<R>
  }

  /** Aborts when the group is cancelled. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Tasks whose code has not ended. */
  get size(): number {
    return this.#open
  }

  /**
   * Calls `f(...args)` soon, as a task of the group. Its failure is the group's, so it need not be awaited. In a group that
   * is cancelled the task is so too; in one that was left it rejects with a ClosedError.
   */
  spawn<A extends unknown[], R>(f: (...args: A) => R, ...args: A): Task<Awaited<R>> {
    return this.#start(f as AnyFunction, args, 'spawn', this.#spawned++) as Task<Awaited<R>>
  }

  /** Cancels every task. Leaving the group is then quiet, unless a task fails. */
  cancel(reason?: unknown): void {
    if (this.signal.aborted) return
    const error = cancelledBy(reason, 'the task group')
    this.#controller.abort(error)
    for (const task of [...this.#tasks]) task.cancel(error)
  }

  /**
   * Leaves the group: waits for all tasks. Idempotent; `await using` calls it.
   * @throws TasksFailedError with what failed; its `indices` count spawned tasks, -1 is the body of `run`; `results` is empty
   * @throws CancelledError if the group's signal or an interrupt cancelled it
   */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #start(f: AnyFunction, args: readonly unknown[], caller: string, index: number): Task<unknown> {
    if (this.#left) return refuse(new ClosedError('the task group has been left; make a new one'))
    const leaveShare = this.#enterShare()
    this.#open++
    let task: Task<unknown> | undefined
    task = startLoopTask({
      f,
      args,
      index,
      caller,
      signals: this.signal.aborted ? [this.signal] : this.#signalsOfTask(),
      ended: failure => {
        // Undefined when it was cancelled as it was made.
        if (task !== undefined) this.#tasks.delete(task)
        if (failure !== undefined) this.#fail(index, failure.error)
        leaveShare()
        if (--this.#open === 0) this.#whenEmpty?.()
      },
    })
    if (task.status === 'queued') this.#tasks.add(task)
    // Leaving the group throws it.
    task.catch(() => {})
    return task
  }

  /** The group stops its tasks itself; what it follows already need not be followed by each. */
  #signalsOfTask(): readonly Stoppable[] {
    return signalsAround().filter(signal => !this.#follows.includes(signal))
  }

  #fail(index: number, error: unknown): void {
    // A body that awaits a task fails with it: that is one failure.
    const isKnown = index === BODY && [...this.#failures.values()].includes(error)
    if (!isKnown) this.#failures.set(index, error)
    this.cancel(error)
  }

  #interrupt(reason: unknown): void {
    this.#interruption = cancelledBy(reason, 'the task group')
    this.cancel(this.#interruption)
  }

  async #close(): Promise<void> {
    while (this.#open > 0) {
      await new Promise<void>(resolve => {
        this.#whenEmpty = resolve
      })
    }
    this.#left = true
    this.#unwatch()
    if (this.#failures.size > 0) throw new TasksFailedError('tasks', this.#failures, [], this.#spawned)
    if (this.#interruption !== undefined) throw this.#interruption
  }

  /** Tells the environment once of the tasks of a cell, not of each. */
  #enterShare(): () => void {
    const host = environment()
    const owner = host.owner()
    let share = this.#shares.get(owner)
    if (share === undefined) {
      share = { open: 0, settling: new Settling() }
      this.#shares.set(owner, share)
      host.track({ owner, detached: false, cancel: reason => this.#interrupt(reason), settled: share.settling.promise })
    }
    const entered = share
    entered.open++
    return () => {
      if (--entered.open > 0) return
      this.#shares.delete(owner)
      entered.settling.done()
    }
  }
}

function refuse(error: ClosedError): Task<unknown> {
  return new Task<unknown>({ name: 'refused' }, control => {
    control.reject(error)
    return () => {}
  })
}
