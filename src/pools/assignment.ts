/** Work on one worker: as one job, whose calls lead back to what was submitted. */

import { mergedNotes, PLAIN } from '../workers/encoded-list.ts'
import { type Execution, execute } from '../workers/execute.ts'
import type { WorkerHost } from '../workers/worker-host.ts'
import type { Place, Work } from './work.ts'

export interface AssignmentOptions {
  readonly host: WorkerHost
  /** One, or several of one call each and of the same plan. */
  readonly works: readonly Work[]
  /** All at once instead of one after the other. */
  readonly parallel: boolean
  readonly label: string
  /** The worker is up. */
  started(): void
  /** A call has failed for now; true: it will be run again. */
  again(work: Work, index: number, error: unknown): boolean
  /** These were not run. */
  returned(works: readonly Work[]): void
  /** Nothing of `works` was run, since the worker did not start. */
  unstarted(works: readonly Work[], error: unknown): void
  /** So many calls do not run on the worker any more. */
  left(calls: number): void
  settled(call: 'done' | 'failed'): void
  ended(took: number | undefined): void
}

export class Assignment implements Place {
  readonly calls: number
  readonly begun = performance.now()
  readonly #options: AssignmentOptions
  readonly #execution: Execution
  #told = 0

  /** @throws NotShippableError */
  constructor(options: AssignmentOptions) {
    this.#options = options
    const { works, parallel, label, host } = options
    const [first] = works as readonly [Work]
    const { plan } = first
    const alone = works.length === 1
    const args = alone ? first.args : works.map(work => work.args[0])
    const notes = works.reduce((notes, work) => mergedNotes(notes, work.notes), PLAIN)
    this.calls = args.length
    const { timeout, count, packed, needs, wantsTask, single, discard, owner } = plan
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
        context: count === undefined ? { index: 0, count: 1, apart: true } : { index: first.first, count },
        owner,
        label,
      },
      { timeout, nameOf: offset => this.#at(offset, (work, index) => plan.nameOf(work.first + index)) },
      {
        started: worker => {
          options.started()
          for (const work of works) work.listener.started(worker, work.first, work.calls)
        },
        done: (offset, value) =>
          this.#at(offset, (work, index) => {
            options.left(1)
            options.settled('done')
            this.#told++
            work.listener.done(work.first + index, value)
            if (works.length > 1) work.listener.leaves(work, 1)
          }),
        failed: (offset, error) =>
          this.#at(offset, (work, index) => {
            options.left(1)
            const again = options.again(work, index, error)
            if (!again) {
              this.#told++
              options.settled('failed')
              work.listener.failed(work.first + index, error)
            }
            if (works.length > 1) work.listener.leaves(work, again ? 0 : 1)
          }),
        progress: (offset, progress) => this.#at(offset, (work, index) => work.listener.progress(work.first + index, progress)),
        yielded: value => first.listener.yielded(value),
        returned: (offsets, { suspect, unstarted }) => {
          options.left(offsets.length)
          const back = this.#back(offsets, suspect)
          if (unstarted === undefined) options.returned(back)
          else options.unstarted(back, unstarted.error)
        },
        ended: took => {
          if (took !== undefined) plan.pace.note(this.calls, took)
          if (alone) first.listener.leaves(first, this.#told)
          options.ended(took)
        },
      },
    )
    for (const work of works) work.place = this
  }

  cancel(work: Work, error: unknown): void {
    const { works } = this.#options
    if (works.length === 1) this.#execution.cancel(error)
    else this.#execution.cancel(error, works.indexOf(work))
  }

  #at<T>(offset: number, then: (work: Work, index: number) => T): T {
    const { works } = this.#options
    return works.length === 1 ? then(works[0] as Work, offset) : then(works[offset] as Work, 0)
  }

  /** As few works as there are rows of calls. */
  #back(offsets: readonly number[], suspect: boolean): Work[] {
    const { works } = this.#options
    const [first] = works as readonly [Work]
    const changes = suspect ? { suspect } : {}
    if (works.length > 1)
      return offsets.map(offset => {
        const work = works[offset] as Work
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
      parts.push(first.part(start, end, changes))
    }
    return parts
  }
}
