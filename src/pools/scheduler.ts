/** Which worker runs what. Knows neither functions nor messages. */

import { environment } from '../environment.ts'
import { ClosedError } from '../errors.ts'
import { Assignment } from './assignment.ts'
import { Backlog } from './backlog.ts'
import { Balance } from './balance.ts'
import { Crew, type CrewOptions, type Member } from './crew.ts'
import { AIM } from './pace.ts'
import type { Work } from './work.ts'

export interface SchedulerOptions extends Omit<CrewOptions, 'changed' | 'broken'> {
  /** How many calls a worker runs at a time. */
  readonly concurrency: number
  /** The one worker is this thread: nothing travels, and calls never wait for each other. */
  readonly here: boolean
  /** Output of a worker carries its name. */
  readonly labelled: boolean
  readonly settled: (call: 'done' | 'failed', calls: number) => void
}

/** Calls that may be on their way to one worker at a time, in all its jobs. */
const MOST_JOBS = 64
const MOST_CALLS = 1000

export class Scheduler {
  readonly #options: SchedulerOptions
  /** Workers run their calls side by side. */
  readonly #parallel: boolean
  readonly #crew: Crew
  readonly #backlog: Backlog
  readonly #assignments = new Map<Assignment, Member>()
  readonly #balance: Balance
  #closed: Promise<void> | undefined
  #whenEmpty: (() => void) | undefined
  #soon = false

  constructor(options: SchedulerOptions) {
    this.#options = options
    this.#parallel = options.here || options.concurrency > 1
    this.#balance = new Balance({ idle: () => this.#crew.busy < this.#crew.size || this.#crew.canGrow, assignments: this.#assignments })
    this.#backlog = new Backlog({
      cancelled: (work, error) => {
        this.#fail(work, error)
        this.#checkEmpty()
      },
      come: () => this.#dispatch(),
    })
    this.#crew = new Crew({
      ...options,
      changed: () => this.#dispatch(),
      broken: error => this.#failAll(error),
    })
  }

  /** Calls that wait. */
  get waiting(): number {
    return this.#backlog.calls
  }

  get workers(): number {
    return this.#crew.size
  }

  get busy(): number {
    return this.#options.here ? this.#crew.load : this.#crew.busy
  }

  /** @throws ClosedError */
  add(work: Work): void {
    if (this.#closed !== undefined) throw new ClosedError('the pool is closed; make a new one')
    this.#backlog.add(work)
    // Where workers run several calls at a time all of one turn are taken at once, and would travel one by one.
    if (this.#parallel) this.#dispatchSoon()
    else this.#dispatch()
  }

  /** Finishes what waits and runs, then ends the workers. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    if (!this.#empty) {
      await new Promise<void>(resolve => {
        this.#whenEmpty = resolve
      })
    }
    this.#balance.stop()
    await this.#crew.close()
  }

  #dispatch(): void {
    environment().critical(() => {
      for (let next = this.#backlog.peek(); next !== undefined; next = this.#backlog.peek()) {
        const member = this.#crew.idle() ?? this.#roomiest(next)
        if (member === undefined) return
        this.#place(this.#gather(member), member)
      }
      if (!this.#parallel) this.#balance.look()
    })
  }

  #roomiest(next: Work): Member | undefined {
    let best: Member | undefined
    for (const member of this.#crew.members) {
      if (this.#hasRoom(member, next) && (best === undefined || member.backlog + member.load < best.backlog + best.load)) best = member
    }
    return best
  }

  /** For work on top of what it has. */
  #hasRoom(member: Member, work: Work): boolean {
    const { concurrency, maxTasks } = this.#options
    if (!member.prepared || !member.host.alive || member.tasks >= maxTasks) return false
    if (this.#parallel) return member.load < concurrency
    // Short work may wait behind short work, so that the worker never does.
    return !work.suspect && !work.plan.stream && member.jobs < MOST_JOBS && member.backlog + work.plan.pace.estimate(work.calls) <= AIM
  }

  /** What goes to that worker together: one chunk, or calls of one function. */
  #gather(member: Member): Work[] {
    const first = this.#backlog.next() as Work
    if (first.calls > 1 || first.suspect || first.plan.stream || (this.#options.here && first.plan.timeout !== undefined)) return [first]
    const works = [first]
    const most = this.#most(member, first)
    while (works.length < most) {
      const next = this.#backlog.peek()
      if (next === undefined || next.plan !== first.plan || next.calls > 1 || next.suspect) break
      // Items are known by the place of the first.
      if (first.plan.count !== undefined && next.first !== first.first + works.length) break
      works.push(this.#backlog.next() as Work)
    }
    return works
  }

  #most(member: Member, { plan }: Work): number {
    const { concurrency, maxWorkers, maxTasks } = this.#options
    const left = this.#backlog.calls + 1
    const size = this.#parallel
      ? Math.min(concurrency - member.load, Math.ceil(left / Math.max(1, this.#crew.size)))
      : plan.pace.size(left, Math.min(maxWorkers, left))
    return Math.min(size, MOST_CALLS, maxTasks - member.tasks)
  }

  #place(works: readonly Work[], member: Member): void {
    const { here, labelled, settled } = this.#options
    const [first] = works as readonly [Work]
    const calls = works.length === 1 ? first.calls : works.length
    const estimate = first.plan.pace.estimate(calls)
    this.#crew.occupy(member, calls)
    member.backlog += estimate
    member.load += calls
    try {
      const assignment: Assignment = new Assignment({
        host: member.host,
        works,
        parallel: this.#parallel,
        beside: here,
        label: labelled ? member.host.name : '',
        started: () => this.#crew.isUp(member),
        again: (work, index, error) => this.#again(work, index, error),
        returned: back => {
          for (const work of back) this.#backlog.putBack(work)
          this.#dispatchSoon()
        },
        unstarted: (back, error) => {
          this.#crew.couldNotStart(member, error)
          for (const work of back) {
            work.listener.enters(work)
            this.#fail(work, error)
          }
        },
        left: calls => {
          member.load -= calls
          if (this.#parallel && this.#backlog.calls > 0) this.#dispatchSoon()
        },
        settled,
        ended: () => {
          this.#assignments.delete(assignment)
          this.#ended(member, estimate)
        },
      })
      this.#assignments.set(assignment, member)
    } catch (error) {
      member.load -= calls
      this.#refused(works, error)
      this.#ended(member, estimate)
    }
  }

  /** One of the calls cannot be sent: the others can. */
  #refused(works: readonly Work[], error: unknown): void {
    for (const work of works) {
      const { calls } = work
      if (works.length === 1 && calls === 1) this.#fail(work, error)
      else {
        for (let index = 0; index < calls; index++) this.#backlog.putBack(work.part(index, index + 1, { suspect: true }))
        work.listener.leaves(work, 0)
      }
    }
  }

  #again(work: Work, index: number, error: unknown): boolean {
    const delay = work.plan.retry?.delay(work.attempt, error)
    if (delay === undefined) return false
    this.#backlog.addLater(work.part(index, index + 1, { attempt: work.attempt + 1 }), delay)
    return true
  }

  #ended(member: Member, estimate: number): void {
    member.backlog -= estimate
    this.#crew.release(member)
    this.#dispatch()
    this.#checkEmpty()
  }

  #dispatchSoon(): void {
    if (this.#soon) return
    this.#soon = true
    queueMicrotask(() => {
      this.#soon = false
      this.#dispatch()
    })
  }

  #fail(work: Work, error: unknown): void {
    this.#options.settled('failed', work.calls)
    for (let key = work.first; key < work.first + work.calls; key++) {
      work.listener.failed(key, error)
    }
    work.listener.leaves(work, work.calls)
  }

  /** No worker can be had: what waits would wait for ever. */
  #failAll(error: unknown): void {
    for (let work = this.#backlog.next(); work !== undefined; work = this.#backlog.next()) this.#fail(work, error)
    this.#checkEmpty()
  }

  get #empty(): boolean {
    return this.#backlog.calls === 0 && this.#assignments.size === 0
  }

  #checkEmpty(): void {
    if (this.#empty) this.#whenEmpty?.()
  }
}
