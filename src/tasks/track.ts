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
  itemsStarted(items: { readonly first: number; readonly count: number; readonly worker: string; readonly total: number | undefined }): void
  itemsEnded(items: { readonly first: number; readonly count: number; readonly failures: readonly ItemFailure[] }): void
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
  return new Reported(name, owner, control, settled, index)
}

export class Reported<T> implements ReportedControl<T> {
  readonly #task: number
  /** Undefined: nobody wants to know. */
  readonly #tell: ((event: TaskEvent) => void) | undefined
  readonly #control: TaskControl<T>
  readonly #settled: (() => void) | undefined

  constructor(name: string, owner: Owner, control: TaskControl<T>, settled?: () => void, index?: number) {
    const { taskEvent } = environment()
    this.#task = numbers.next()
    this.#tell = taskEvent === untold ? undefined : taskEvent
    this.#control = control
    this.#settled = settled
    this.#tell?.({ type: 'queued', task: this.#task, owner, name, ...(index !== undefined && { index }), at: now() })
  }

  start(worker: string): void {
    this.#tell?.({ type: 'started', task: this.#task, worker, at: now() })
    this.#control.start(worker)
  }

  itemsStarted({ first, count, worker, total }: Parameters<ReportedControl<T>['itemsStarted']>[0]): void {
    this.#tell?.({ type: 'items-started', task: this.#task, worker, first, count, ...(total !== undefined && { total }), at: now() })
  }

  itemsEnded({ first, count, failures }: Parameters<ReportedControl<T>['itemsEnded']>[0]): void {
    this.#tell?.({ type: 'items-ended', task: this.#task, first, count, failures, at: now() })
  }

  progress(progress: Progress): void {
    this.#tell?.({ type: 'progress', task: this.#task, index: 0, progress })
    this.#control.progress(progress)
  }

  resolve(value: T): void {
    this.#tell?.({ type: 'ended', task: this.#task, status: 'done', at: now() })
    this.#control.resolve(value)
    this.#settled?.()
  }

  reject(error: unknown): void {
    const status = error instanceof CancelledError ? 'cancelled' : 'failed'
    this.#tell?.({ type: 'ended', task: this.#task, status, error, at: now() })
    this.#control.reject(error)
    this.#settled?.()
  }
}
