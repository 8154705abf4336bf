/** One piece of work under way. */

import { CancelledError } from '../errors.ts'
import type { Progress } from './events.ts'

export type TaskStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

/** Milliseconds since the epoch, with fractions, by the clock of the thread that holds the task. */
export interface TaskTiming {
  readonly queued: number
  readonly started?: number
  readonly ended?: number
  /** Name of the worker that has or had it. */
  readonly worker?: string
}

/** What the side that runs a task can do with it. */
export interface TaskControl<T> {
  start(worker: string): void
  progress(progress: Progress): void
  resolve(value: T): void
  /** A CancelledError makes it `cancelled`. */
  reject(error: unknown): void
}

export interface TaskOptions {
  readonly name: string
  /** Cancels the task when it aborts. */
  readonly signal?: AbortSignal | undefined
}

/** Called once, when `cancel` is: has to end in the control's `reject`, at once or later. */
export type OnCancel = (error: CancelledError) => void

/**
 * A call that runs elsewhere. Await it like a promise.
 *
 * @example
 * const task = spawnThread(fib, 30)
 * setTimeout(() => task.cancel('too slow'), 1000)
 * const value = await task
 * console.log(task.timing.worker)
 */
export class Task<T> implements Promise<T> {
  readonly name: string
  readonly #promise: Promise<T>
  readonly #listeners = new Set<(progress: Progress) => void>()
  readonly #onCancel: OnCancel
  #status: TaskStatus = 'queued'
  #timing: TaskTiming = { queued: now() }
  #cancelled = false

  /** Made by `spawnThread`, pools and the like. */
  constructor({ name, signal }: TaskOptions, run: (control: TaskControl<T>) => OnCancel) {
    this.name = name
    let settle: Pick<TaskControl<T>, 'resolve' | 'reject'> | undefined
    this.#promise = new Promise<T>((resolve, reject) => {
      settle = { resolve, reject }
    })
    const { resolve, reject } = settle as unknown as Pick<TaskControl<T>, 'resolve' | 'reject'>
    this.#onCancel = run({
      start: worker => {
        if (this.#status !== 'queued') return
        this.#status = 'running'
        this.#timing = { ...this.#timing, started: now(), worker }
      },
      progress: progress => {
        for (const listener of this.#listeners) listener(progress)
      },
      resolve: value => {
        if (this.#end('done')) resolve(value)
      },
      reject: error => {
        if (this.#end(error instanceof CancelledError ? 'cancelled' : 'failed')) reject(error)
      },
    })
    if (signal !== undefined) this.#follow(signal)
  }

  get status(): TaskStatus {
    return this.#status
  }

  get timing(): TaskTiming {
    return this.#timing
  }

  /**
   * Stops the task: one that is queued never starts; a running one has its `signal` aborted and, if that does not end it
   * soon, its worker stopped. It then rejects with a {@link CancelledError} whose `cause` is the reason. Does nothing to
   * a task that has ended.
   */
  cancel(reason?: unknown): void {
    if (this.#cancelled || this.#timing.ended !== undefined) return
    this.#cancelled = true
    this.#onCancel(cancelledBy(reason, this.name))
  }

  /** Calls `listener` at each `progress()` of the task; returns what ends that. */
  onProgress(listener: (progress: Progress) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  // biome-ignore lint/suspicious/noThenProperty: a task is awaited as a promise is
  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#promise.then(fulfilled, rejected)
  }

  catch<B = never>(rejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.#promise.catch(rejected)
  }

  finally(settled?: (() => void) | null): Promise<T> {
    return this.#promise.finally(settled)
  }

  get [Symbol.toStringTag](): string {
    return 'Task'
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const { started, ended } = this.#timing
    const took = started !== undefined && ended !== undefined ? ` in ${(ended - started).toFixed(1)} ms` : ''
    return `Task { ${this.name}: ${this.#status}${took} }`
  }

  #follow(signal: AbortSignal): void {
    const cancel = (): void => this.cancel(signal.reason)
    if (signal.aborted) {
      cancel()
      return
    }
    signal.addEventListener('abort', cancel, { once: true })
    const unfollow = (): void => signal.removeEventListener('abort', cancel)
    this.#promise.then(unfollow, unfollow)
  }

  #end(status: TaskStatus): boolean {
    if (this.#timing.ended !== undefined) return false
    this.#status = status
    this.#timing = { ...this.#timing, ended: now() }
    return true
  }
}

/** The error of a task that was cancelled for that reason. */
export function cancelledBy(reason: unknown, name: string): CancelledError {
  if (reason instanceof CancelledError) return reason
  const why = reason instanceof Error ? `: ${reason.message}` : reason === undefined ? '' : `: ${String(reason)}`
  return new CancelledError(`${name} was cancelled${why}`, reason === undefined ? undefined : { cause: reason })
}

export function now(): number {
  return performance.timeOrigin + performance.now()
}
