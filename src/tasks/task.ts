/** One piece of work under way. */

import { onAbort } from '../async/on-abort.ts'
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

/** What the reason of a promise is to TypeScript, so that `task.catch(e => e.message)` checks where `promise.catch(…)` does. */
export type Reason = Parameters<NonNullable<Parameters<Promise<unknown>['catch']>[0]>>[0]

/** The same as a method: a pool may have a hundred thousand tasks, and each function of their own costs. */
export interface Canceller {
  cancel(error: CancelledError): void
}

/**
 * A call that runs elsewhere. Await it like a promise.
 *
 * @example
 * const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2))
 * const task = spawnThread(fib, 30)
 * setTimeout(() => task.cancel('too slow'), 1000)
 * const value = await task
 * console.log(task.timing.worker)
 */
export class Task<T> implements Promise<T> {
  readonly name: string
  readonly #state: State<T>
  readonly #onCancel: OnCancel | Canceller
  #cancelled = false

  /** Made by `spawnThread`, pools and the like. */
  constructor({ name, signal }: TaskOptions, run: (control: TaskControl<T>) => OnCancel | Canceller) {
    const state = new TaskState<T>()
    this.name = name
    this.#state = state
    this.#onCancel = run(state)
    if (signal !== undefined) this.#follow(signal)
  }

  /** `queued`, `running`, `done`, `failed` or `cancelled`. */
  get status(): TaskStatus {
    return this.#state.status
  }

  /** When it was queued, started and ended, in ms since the epoch, and the name of its worker. */
  get timing(): TaskTiming {
    return this.#state.timing
  }

  /**
   * Stops the task: one that is queued never starts; a running one has its `signal` aborted and, if that does not end it
   * soon, its worker stopped. It then rejects with a {@link CancelledError} whose `cause` is the reason. Does nothing to
   * a task that has ended.
   */
  cancel(reason?: unknown): void {
    if (this.#cancelled || this.#state.ended) return
    this.#cancelled = true
    const error = cancelledBy(reason, this.name)
    if (typeof this.#onCancel === 'function') this.#onCancel(error)
    else this.#onCancel.cancel(error)
  }

  /** Calls `listener` at each `progress()` of the task; returns what ends that. */
  onProgress(listener: (progress: Progress) => void): () => void {
    return this.#state.onProgress(listener)
  }

  // biome-ignore lint/suspicious/noThenProperty: a task is awaited as a promise is
  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: Reason) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#state.promise.then(fulfilled, rejected)
  }

  catch<B = never>(rejected?: ((reason: Reason) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.#state.promise.catch(rejected)
  }

  finally(settled?: (() => void) | null): Promise<T> {
    return this.#state.promise.finally(settled)
  }

  get [Symbol.toStringTag](): string {
    return 'Task'
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const { started, ended } = this.timing
    const took = started !== undefined && ended !== undefined ? ` in ${(ended - started).toFixed(1)} ms` : ''
    return `Task { ${this.name}: ${this.status}${took} }`
  }

  /** Through the state: whoever listens to the promise would take its failure for handled. */
  #follow(signal: AbortSignal): void {
    const unfollow = onAbort([signal], reason => this.cancel(reason))
    if (this.#state.ended) unfollow()
    else this.#state.onEnd = unfollow
  }
}

/** What a task shows of its state. */
interface State<T> {
  readonly promise: Promise<T>
  readonly status: TaskStatus
  readonly timing: TaskTiming
  readonly ended: boolean
  onEnd: (() => void) | undefined
  onProgress(listener: (progress: Progress) => void): () => void
}

class TaskState<T> implements State<T>, TaskControl<T> {
  readonly promise: Promise<T>
  status: TaskStatus = 'queued'
  onEnd: (() => void) | undefined
  readonly #queued = now()
  #started: number | undefined
  #ended: number | undefined
  #worker: string | undefined
  #listeners: Set<(progress: Progress) => void> | undefined
  #resolve!: (value: T) => void
  #reject!: (error: unknown) => void

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  get ended(): boolean {
    return this.#ended !== undefined
  }

  get timing(): TaskTiming {
    return {
      queued: this.#queued,
      ...(this.#started !== undefined && { started: this.#started }),
      ...(this.#ended !== undefined && { ended: this.#ended }),
      ...(this.#worker !== undefined && { worker: this.#worker }),
    }
  }

  onProgress(listener: (progress: Progress) => void): () => void {
    this.#listeners ??= new Set()
    this.#listeners.add(listener)
    return () => this.#listeners?.delete(listener)
  }

  start(worker: string): void {
    if (this.status !== 'queued') return
    this.status = 'running'
    this.#started = now()
    this.#worker = worker
  }

  progress(progress: Progress): void {
    for (const listener of this.#listeners ?? []) listener(progress)
  }

  resolve(value: T): void {
    if (this.#end('done')) this.#resolve(value)
  }

  reject(error: unknown): void {
    if (this.#end(error instanceof CancelledError ? 'cancelled' : 'failed')) this.#reject(error)
  }

  #end(status: TaskStatus): boolean {
    if (this.#ended !== undefined) return false
    this.status = status
    this.#ended = now()
    this.onEnd?.()
    this.onEnd = undefined
    return true
  }
}

/** The error of a task that was cancelled for that reason. */
export function cancelledBy(reason: unknown, name: string): CancelledError {
  if (reason instanceof CancelledError) return reason
  const why = reason instanceof Error ? `: ${reason.message}` : reason === undefined ? '' : `: ${String(reason)}`
  return new CancelledError(`${name} was cancelled${why}`, reason === undefined ? undefined : { cause: reason })
}

const ORIGIN = performance.timeOrigin

export function now(): number {
  return ORIGIN + performance.now()
}
