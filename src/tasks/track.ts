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

/** The control, with the environment told of what happens. */
export function reportTask<T>(name: string, owner: Owner, control: TaskControl<T>, settled: () => void = () => {}): TaskControl<T> {
  const task = numbers.next()
  const tell = environment().taskEvent
  tell({ type: 'queued', task, owner, name, at: now() })
  return {
    start(worker) {
      tell({ type: 'started', task, worker, at: now() })
      control.start(worker)
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
      tell({ type: 'ended', task, status: error instanceof CancelledError ? 'cancelled' : 'failed', at: now() })
      control.reject(error)
      settled()
    },
  }
}
