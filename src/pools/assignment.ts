/** Work on one worker: as one job, whose calls lead back to what was submitted. */

import type { Progress } from '../tasks/events.ts'
import { mergedNotes, PLAIN } from '../workers/encoded-list.ts'
import { type ExecuteListener, type Execution, execute, type Return } from '../workers/execute.ts'
import type { WorkerHost } from '../workers/worker-host.ts'
import type { Place, Work } from './work.ts'

export interface AssignmentOptions {
  readonly host: WorkerHost
  /** One, or several of one call each and of the same plan. */
  readonly works: readonly Work[]
  /** All at once instead of one after the other. */
  readonly parallel: boolean
  /** The worker is this thread, and tells when each call begins. */
  readonly beside: boolean
  readonly label: string
  /** The worker is up. */
  started(): void
  /** A call has failed for now; true: it will be run again. */
  again(work: Work, index: number, error: unknown): boolean
  /** So many calls do not run on the worker any more. */
  left(calls: number): void
  settled(call: 'done' | 'failed', calls: number): void
  /** These were not run. */
  returned(works: readonly Work[]): void
  /** Nothing of `works` was run, since the worker did not start. */
  unstarted(works: readonly Work[], error: unknown): void
  ended(took: number | undefined): void
}

export class Assignment implements Place, ExecuteListener {
  readonly calls: number
  readonly begun = performance.now()
  readonly #options: AssignmentOptions
  readonly #works: readonly Work[]
  readonly #first: Work
  /** The calls are those of one work. */
  readonly #alone: boolean
  readonly #execution: Execution
  #told = 0

  /** @throws NotShippableError */
  constructor(options: AssignmentOptions) {
    const { works, parallel, label, host } = options
    this.#options = options
    this.#works = works
    this.#first = works[0] as Work
    this.#alone = works.length === 1
    const { plan, first } = this.#first
    const lists = this.#alone ? this.#first.args : works.map(work => work.args[0])
    // Lists of one are sent without their brackets.
    const single = plan.single || (lists.length > 1 && lists.every(list => (list as readonly unknown[]).length === 1))
    const args = single && !plan.single ? lists.map(list => (list as readonly unknown[])[0]) : lists
    const notes = works.reduce((notes, work) => mergedNotes(notes, work.notes), PLAIN)
    this.calls = args.length
    const { timeout, count, packed, needs, wantsTask, discard, owner } = plan
    this.#execution = execute(
      host,
      {
        payload: packed.payload({ value: args, ...notes }, needs),
        mode: plan.stream ? 'stream' : parallel ? 'parallel' : 'sequence',
        wantsTask,
        calls: args.length,
        single,
        timed: timeout !== undefined,
        discard,
        context: count === undefined ? { index: 0, count: 1, apart: true } : { index: first, count },
        owner,
        label,
      },
      { timeout, nameOf: offset => plan.nameOf(this.#keyOf(offset)) },
      this,
    )
    for (const work of works) work.place = this
  }

  cancel(work: Work, error: unknown): void {
    if (this.#alone) this.#execution.cancel(error)
    else this.#execution.cancel(error, this.#works.indexOf(work))
  }

  started(worker: string): void {
    this.#options.started()
    // Where it is told of each call when it begins, that is its start.
    if (!this.#options.beside) for (const work of this.#works) work.listener.started(worker, work.first, work.calls)
  }

  began(offset: number, worker: string): void {
    this.#workOf(offset).listener.started(worker, this.#keyOf(offset), 1)
  }

  done(offset: number, value: unknown): void {
    const work = this.#workOf(offset)
    this.#told++
    this.#options.left(1)
    this.#options.settled('done', 1)
    work.listener.done(this.#keyOf(offset), value)
    if (!this.#alone) work.listener.leaves(work, 1)
  }

  doneInRow(first: number, values: ArrayLike<unknown>): void {
    const work = this.#first
    if (!this.#alone || work.listener.doneInRow === undefined) {
      for (let at = 0; at < values.length; at++) this.done(first + at, values[at])
      return
    }
    this.#told += values.length
    this.#options.left(values.length)
    this.#options.settled('done', values.length)
    work.listener.doneInRow(work.first + first, values)
  }

  failed(offset: number, error: unknown): void {
    const work = this.#workOf(offset)
    this.#options.left(1)
    const again = this.#options.again(work, this.#alone ? offset : 0, error)
    if (!again) {
      this.#told++
      this.#options.settled('failed', 1)
      work.listener.failed(this.#keyOf(offset), error)
    }
    if (!this.#alone) work.listener.leaves(work, again ? 0 : 1)
  }

  progress(offset: number, progress: Progress): void {
    this.#workOf(offset).listener.progressed(this.#keyOf(offset), progress)
  }

  yielded(value: unknown): Promise<void> | undefined {
    return this.#first.listener.yielded(value)
  }

  returned(offsets: readonly number[], { suspect, unstarted }: Return): void {
    this.#options.left(offsets.length)
    const back = this.#back(offsets, suspect)
    if (unstarted === undefined) this.#options.returned(back)
    else this.#options.unstarted(back, unstarted.error)
  }

  ended(took: number | undefined): void {
    if (took !== undefined) this.#first.plan.pace.note(this.calls, took)
    if (this.#alone) this.#first.listener.leaves(this.#first, this.#told)
    this.#options.ended(took)
  }

  #workOf(offset: number): Work {
    return this.#alone ? this.#first : (this.#works[offset] as Work)
  }

  #keyOf(offset: number): number {
    return this.#alone ? this.#first.first + offset : (this.#works[offset] as Work).first
  }

  /** As few works as there are rows of calls. */
  #back(offsets: readonly number[], suspect: boolean): Work[] {
    const changes = suspect ? { suspect } : {}
    if (!this.#alone)
      return offsets.map(offset => {
        const work = this.#workOf(offset)
        work.listener.leaves(work, 0)
        return work.part(0, 1, changes)
      })
    const parts: Work[] = []
    for (let position = 0; position < offsets.length; ) {
      const start = offsets[position] as number
      let end = start + 1
      position++
      while (!suspect && offsets[position] === end) {
        end++
        position++
      }
      parts.push(this.#first.part(start, end, changes))
    }
    return parts
  }
}
