/** One `submit` in a pool: what happens to its call, told to its task. */

import type { Cancellable, Owner } from '../environment.ts'
import type { Progress } from '../tasks/events.ts'
import { type Canceller, cancelledBy, type TaskControl } from '../tasks/task.ts'
import { Reported, Settling } from '../tasks/track.ts'
import type { Work, WorkListener } from './work.ts'

/** All of it in few objects: there may be a hundred thousand. */
export class Submission extends Reported<unknown> implements WorkListener, Canceller, Cancellable {
  readonly owner: Owner
  readonly name: string
  #settling: Settling | true | undefined
  #work: Work | undefined

  constructor(name: string, owner: Owner, control: TaskControl<unknown>) {
    super(name, owner, control)
    this.name = name
    this.owner = owner
  }

  get detached(): boolean {
    return false
  }

  get settled(): Promise<void> {
    if (this.#settling === true) return Promise.resolve()
    this.#settling ??= new Settling()
    return this.#settling.promise
  }

  cancel(reason: unknown): void {
    const work = this.#work
    work?.place?.cancel(work, cancelledBy(reason, this.name))
  }

  started(worker: string): void {
    this.start(worker)
  }

  done(_key: number, value: unknown): void {
    this.resolve(value)
    this.#settle()
  }

  failed(_key: number, error: unknown): void {
    this.reject(error)
    this.#settle()
  }

  progressed(_key: number, progress: Progress): void {
    this.progress(progress)
  }

  yielded(): undefined {}

  enters(work: Work): void {
    this.#work = work
  }

  leaves(work: Work): void {
    if (this.#work === work) this.#work = undefined
  }

  #settle(): void {
    if (this.#settling instanceof Settling) this.#settling.settle()
    this.#settling = true
  }
}
