/** One `submit` in a pool: what happens to its call, told to its task. */

import type { Progress } from '../tasks/events.ts'
import type { TaskControl } from '../tasks/task.ts'
import type { Work, WorkListener } from './work.ts'

export class Submission implements WorkListener {
  readonly #control: TaskControl<unknown>
  #work: Work | undefined

  constructor(control: TaskControl<unknown>) {
    this.#control = control
  }

  cancel(error: unknown): void {
    const work = this.#work
    work?.place?.cancel(work, error)
  }

  started(worker: string): void {
    this.#control.start(worker)
  }

  done(_key: number, value: unknown): void {
    this.#control.resolve(value)
  }

  failed(_key: number, error: unknown): void {
    this.#control.reject(error)
  }

  progress(_key: number, progress: Progress): void {
    this.#control.progress(progress)
  }

  yielded(): undefined {}

  enters(work: Work): void {
    this.#work = work
  }

  leaves(work: Work): void {
    if (this.#work === work) this.#work = undefined
  }
}
