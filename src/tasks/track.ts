/** Tells the environment what happens to a task. */

import { environment, type Owner } from '../environment.ts'
import { CancelledError } from '../errors.ts'
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
  readonly promise: Promise<void>
  readonly done: () => void

  constructor() {
    let done: (() => void) | undefined
    this.promise = new Promise(resolve => {
      done = resolve
    })
    this.done = () => done?.()
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
  settled: () => void = () => {},
  index?: number,
): ReportedControl<T> {
  const task = numbers.next()
  const tell = environment().taskEvent
  tell({ type: 'queued', task, owner, name, ...(index !== undefined && { index }), at: now() })
  return {
    start(worker) {
      tell({ type: 'started', task, worker, at: now() })
      control.start(worker)
    },
    itemsStarted({ first, count, worker, total }) {
      tell({ type: 'items-started', task, worker, first, count, ...(total !== undefined && { total }), at: now() })
    },
    itemsEnded({ first, count, failures }) {
      tell({ type: 'items-ended', task, first, count, failures, at: now() })
    },
    progress(progress) {
      tell({ type: 'progress', task, index: 0, progress })
      control.progress(progress)
    },
    resolve(value) {
      tell({ type: 'ended', task, status: 'done', at: now() })
      control.resolve(value)
      settled()
    },
    reject(error) {
      tell({ type: 'ended', task, status: error instanceof CancelledError ? 'cancelled' : 'failed', error, at: now() })
      control.reject(error)
      settled()
    },
  }
}
