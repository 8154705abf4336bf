/** Calls that wait for a worker or have one. */

import type { Shipment } from '../capture/shipment.ts'
import type { Owner } from '../environment.ts'
import type { Progress } from '../tasks/events.ts'
import type { Notes } from '../workers/encoded-list.ts'
import type { Packed } from '../workers/payload.ts'
import type { Pace } from './pace.ts'
import type { Retry } from './retry.ts'

/** What is the same for all calls of a map, or for submits of one function in one turn. */
export interface Plan {
  readonly packed: Packed
  readonly needs: readonly Shipment[]
  readonly wantsTask: boolean
  /** Calls have one argument each, not a list. */
  readonly single: boolean
  /** The function is a generator function. */
  readonly stream: boolean
  readonly discard: boolean
  readonly timeout: number | undefined
  readonly retry: Retry | undefined
  readonly owner: Owner
  readonly pace: Pace
  /** How many calls there are; undefined: each is the only one of its kind. */
  readonly count: number | undefined
  readonly nameOf: (key: number) => string
}

/** Calls are named by their key: in a map the index of the item. Of each call exactly one of `done` and `failed` is told. */
export interface WorkListener {
  started(worker: string, first: number, calls: number): void
  done(key: number, value: unknown): void
  /** Instead, for calls whose keys follow each other from `first` on. */
  doneInRow?(first: number, values: ArrayLike<unknown>): void
  failed(key: number, error: unknown): void
  progressed(key: number, progress: Progress): void
  yielded(value: unknown): Promise<void> | undefined
  /** `work` holds calls of this listener from now on. */
  enters(work: Work): void
  /** Its calls have been told of, `told` of them; the others are in other work. */
  leaves(work: Work, told: number): void
}

/** Where work is: in a queue, waiting for its next attempt, on a worker. */
export interface Place {
  /** Its calls fail: at once those that have not been started. */
  cancel(work: Work, error: unknown): void
}

export type WorkOptions = Pick<Work, 'plan' | 'listener' | 'args' | 'notes' | 'first'> & Partial<Pick<Work, 'attempt' | 'suspect'>>

export class Work {
  readonly plan: Plan
  readonly listener: WorkListener
  /** Of each call what it is called with, encoded. */
  readonly args: readonly unknown[]
  readonly notes: Notes
  /** Key of the first call; the others follow. */
  readonly first: number
  /** How many times its calls have failed. */
  readonly attempt: number
  /** A worker died, perhaps of it: it travels alone. */
  readonly suspect: boolean
  place: Place | undefined

  constructor({ plan, listener, args, notes, first, attempt = 0, suspect = false }: WorkOptions) {
    this.plan = plan
    this.listener = listener
    this.args = args
    this.notes = notes
    this.first = first
    this.attempt = attempt
    this.suspect = suspect
  }

  get calls(): number {
    return this.args.length
  }

  /** Some of its calls, as work of their own. */
  part(start: number, end: number, changes: Partial<Pick<Work, 'attempt' | 'suspect'>> = {}): Work {
    const { plan, listener, args, notes, first, attempt, suspect } = this
    return new Work({ plan, listener, args: args.slice(start, end), notes, first: first + start, attempt, suspect, ...changes })
  }
}
