/** Tells the environment what happens to a task. */

import { environment, type Owner, untold } from '../environment.ts'
import { CancelledError } from '../errors.ts'
import type { Progress, TaskEvent } from './events.ts'
import { now, type TaskControl } from './task.ts'

class Numbers {
  #last = 0

  next(): number {
    return ++this.#last
  }
}

const numbers = new Numbers()

/** Resolves when told to; unlike a promise made of a task's own it does not count as handling the task's failure. */
export class Settling {
  #promise: Promise<void> | undefined
  #resolve: (() => void) | undefined
  #settled = false

  /** Made when somebody asks for it. */
  get promise(): Promise<void> {
    this.#promise ??= this.#settled
      ? Promise.resolve()
      : new Promise(resolve => {
          this.#resolve = resolve
        })
    return this.#promise
  }

  settle(): void {
    this.#settled = true
    this.#resolve?.()
  }

  get done(): () => void {
    return () => this.settle()
  }
}

/** A task's control that tells the environment what happens, also to the items of a map. */
export interface ReportedControl<T> extends TaskControl<T> {
  itemsStarted(items: ItemsStarted): void
  itemsEnded(items: ItemsEnded): void
}

interface ItemsStarted {
  readonly first: number
  readonly count: number
  readonly worker: string
  readonly total: number | undefined
  readonly inTurn: boolean
}

interface ItemsEnded {
  readonly first: number
  readonly count: number
  readonly failures: readonly ItemFailure[]
}

export interface ItemFailure {
  readonly index: number
  readonly error: unknown
}

/** `settled` is called when the end has been told; `index` is that among fellows of one call. */
export function reportTask<T>(
  name: string,
  owner: Owner,
  control: TaskControl<T>,
  settled?: () => void,
  index?: number,
): ReportedControl<T> {
  return new Settled(name, owner, control, settled, index)
}

/** In few fields: there may be a hundred thousand. */
export class Reported<T> implements ReportedControl<T> {
  readonly #task: number
  readonly #control: TaskControl<T>

  constructor(name: string, owner: Owner, control: TaskControl<T>, index?: number) {
    this.#task = numbers.next()
    this.#control = control
    tell()?.({ type: 'queued', task: this.#task, owner, name, ...(index !== undefined && { index }), at: now() })
  }

  start(worker: string): void {
    tell()?.({ type: 'started', task: this.#task, worker, at: now() })
    this.#control.start(worker)
  }

  itemsStarted({ total, ...items }: ItemsStarted): void {
    tell()?.({ type: 'items-started', task: this.#task, ...items, ...(total !== undefined && { total }), at: now() })
  }

  itemsEnded({ first, count, failures }: ItemsEnded): void {
    tell()?.({ type: 'items-ended', task: this.#task, first, count, failures, at: now() })
  }

  progress(progress: Progress): void {
    tell()?.({ type: 'progress', task: this.#task, index: 0, progress })
    this.#control.progress(progress)
  }

  resolve(value: T): void {
    tell()?.({ type: 'ended', task: this.#task, status: 'done', at: now() })
    this.#control.resolve(value)
  }

  reject(error: unknown): void {
    tell()?.({ type: 'ended', task: this.#task, status: failureOf(error), error, at: now() })
    this.#control.reject(error)
  }
}

class Settled<T> extends Reported<T> {
  readonly #settled: (() => void) | undefined

  constructor(name: string, owner: Owner, control: TaskControl<T>, settled: (() => void) | undefined, index: number | undefined) {
    super(name, owner, control, index)
    this.#settled = settled
  }

  override resolve(value: T): void {
    super.resolve(value)
    this.#settled?.()
  }

  override reject(error: unknown): void {
    super.reject(error)
    this.#settled?.()
  }
}

/** Of a measurement in so many runs: what its owner starts until it ends is part of a run, and not counted for itself. */
export function reportRuns(name: string, total: number): { start(): { end(): void }; end(error?: unknown): void } {
  const task = numbers.next()
  let begun = 0
  tell()?.({ type: 'queued', task, owner: environment().owner(), name, parts: 'run', at: now() })
  return {
    start() {
      const first = begun++
      tell()?.({ type: 'items-started', task, worker: 'main', first, count: 1, total, at: now() })
      return { end: () => tell()?.({ type: 'items-ended', task, first, count: 1, failures: [], at: now() }) }
    },
    end(error) {
      const outcome = error === undefined ? { status: 'done' as const } : { status: failureOf(error), error }
      tell()?.({ type: 'ended', task, ...outcome, at: now() })
    },
  }
}

function failureOf(error: unknown): 'failed' | 'cancelled' {
  return error instanceof CancelledError ? 'cancelled' : 'failed'
}

/** Undefined: nobody wants to know. */
function tell(): ((event: TaskEvent) => void) | undefined {
  const { taskEvent } = environment()
  return taskEvent === untold ? undefined : taskEvent
}
