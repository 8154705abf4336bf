/** A generator under way in a pool: what it yields leaves as it is taken. */

import type { Progress } from '../tasks/events.ts'
import { type Arrivals, failed } from '../tasks/many-task.ts'
import type { TaskControl } from '../tasks/task.ts'
import type { Outlet } from './outlet.ts'
import type { Work, WorkListener } from './work.ts'

export interface StreamRunOptions {
  readonly control: TaskControl<unknown[]>
  readonly outlet: Outlet<unknown>
  readonly arrivals: Arrivals<unknown>
}

export class StreamRun implements WorkListener {
  readonly #options: StreamRunOptions
  /** Steps that wait until there is room for what they yield. */
  readonly #paused: (() => void)[] = []
  #work: Work | undefined

  constructor(options: StreamRunOptions) {
    this.#options = options
    const { outlet } = options
    outlet.onDemand = () => {
      while (outlet.room(0) > 0 && this.#paused.length > 0) this.#paused.shift()?.()
    }
  }

  cancel(error: unknown): void {
    const work = this.#work
    work?.place?.cancel(work, error)
  }

  started(worker: string): void {
    this.#options.control.start(worker)
  }

  yielded(value: unknown): Promise<void> | undefined {
    const { outlet, arrivals } = this.#options
    outlet.put(arrivals.done++, value)
    if (outlet.room(0) > 0) return undefined
    return new Promise<void>(resolve => this.#paused.push(resolve))
  }

  done(): void {
    const { outlet, control } = this.#options
    outlet.end()
    control.resolve(outlet.results)
  }

  failed(_key: number, error: unknown): void {
    const { outlet, control, arrivals } = this.#options
    failed(arrivals, arrivals.done, error)
    outlet.fail(error)
    control.reject(error)
  }

  progressed(_key: number, progress: Progress): void {
    this.#options.control.progress(progress)
  }

  enters(work: Work): void {
    this.#work = work
  }

  leaves(work: Work): void {
    if (this.#work === work) this.#work = undefined
  }
}
