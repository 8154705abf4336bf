/** Which worker runs what. Knows neither functions nor messages. */

import { clearTimeout, setTimeout } from 'node:timers'
import { environment } from '../environment.ts'
import { ClosedError } from '../errors.ts'
import { Assignment } from './assignment.ts'
import { Crew, type CrewOptions, type Member } from './crew.ts'
import { AIM } from './pace.ts'
import { Queue } from './queue.ts'
import type { Place, Work } from './work.ts'

export interface SchedulerOptions extends Omit<CrewOptions, 'changed' | 'broken'> {
  /** How many calls a worker runs at a time. */
  readonly concurrency: number
  /** Work is short beside the way to a worker: calls travel together, and wait there. */
  readonly batches: boolean
  /** Output of a worker carries its name. */
  readonly labelled: boolean
  readonly settled: (call: 'done' | 'failed') => void
}

/** Calls that may be on their way to one worker at a time, in all its jobs. */
const MOST_JOBS = 64
const MOST_CALLS = 1000

export class Scheduler implements Place {
  readonly #options: SchedulerOptions
  readonly #crew: Crew
  readonly #queue = new Queue<Work>()
  /** What came back: it has waited already. */
  readonly #first = new Queue<Work>()
  readonly #delayed = new Map<Work, NodeJS.Timeout>()
  readonly #assignments = new Map<Assignment, Member>()
  #waiting = 0
  #closed: Promise<void> | undefined
  #whenEmpty: (() => void) | undefined
  #soon = false
  #recall: NodeJS.Timeout | undefined

  constructor(options: SchedulerOptions) {
    this.#options = options
    this.#crew = new Crew({
      ...options,
      changed: () => this.#dispatch(),
      broken: error => this.#failAll(error),
    })
  }

  /** Calls that wait. */
  get waiting(): number {
    return this.#waiting
  }

  get workers(): number {
    return this.#crew.size
  }

  get busy(): number {
    return this.#crew.busy
  }

  /** @throws ClosedError */
  add(work: Work): void {
    if (this.#closed !== undefined) throw new ClosedError('the pool is closed; make a new one')
    this.#enter(work, this.#queue)
    this.#dispatch()
  }

  /** Finishes what waits and runs, then ends the workers. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  /** Of work that waits. */
  cancel(work: Work, error: unknown): void {
    if (work.place !== this) return
    work.place = undefined
    this.#waiting -= work.calls
    const timer = this.#delayed.get(work)
    clearTimeout(timer)
    this.#delayed.delete(work)
    this.#fail(work, error)
    this.#checkEmpty()
  }

  async #close(): Promise<void> {
    if (!this.#empty) {
      await new Promise<void>(resolve => {
        this.#whenEmpty = resolve
      })
    }
    clearTimeout(this.#recall)
    await this.#crew.close()
  }

  #enter(work: Work, queue: Queue<Work>): void {
    work.place = this
    this.#waiting += work.calls
    work.listener.enters(work)
    queue.push(work)
  }

  #dispatch(): void {
    environment().critical(() => {
      while (this.#waiting > 0) {
        const member = this.#free()
        if (member === undefined) return
        const works = this.#gather(member)
        if (works.length === 0) return
        this.#place(works, member)
      }
      this.#balance()
    })
  }

  #free(): Member | undefined {
    const idle = this.#crew.idle()
    if (idle !== undefined) return idle
    const next = this.#peek()
    if (next === undefined) return undefined
    let best: Member | undefined
    for (const member of this.#crew.members) {
      if (this.#hasRoom(member, next) && (best === undefined || member.backlog + member.load < best.backlog + best.load)) best = member
    }
    return best
  }

  /** For work on top of what it has. */
  #hasRoom(member: Member, work: Work): boolean {
    const { concurrency, maxTasks, batches } = this.#options
    if (!member.prepared || !member.host.alive || member.tasks >= maxTasks || !batches) return false
    if (concurrency > 1) return member.load < concurrency
    // Short work may wait behind short work, so that the worker never does.
    return !work.suspect && !work.plan.stream && member.jobs < MOST_JOBS && member.backlog + work.plan.pace.estimate(work.calls) <= AIM
  }

  /** What goes to that worker together: one chunk, or calls of one function. */
  #gather(member: Member): Work[] {
    const first = this.#next()
    if (first === undefined) return []
    if (first.calls > 1 || first.suspect || first.plan.stream || !this.#options.batches) return [first]
    const works = [first]
    const most = this.#most(member, first)
    while (works.length < most) {
      const next = this.#peek()
      if (next === undefined || next.plan !== first.plan || next.calls > 1 || next.suspect) break
      works.push(this.#next() as Work)
    }
    return works
  }

  #most(member: Member, { plan }: Work): number {
    const { concurrency, maxWorkers, maxTasks } = this.#options
    const left = this.#waiting + 1
    const size = concurrency > 1 ? Math.min(concurrency - member.load, Math.ceil(left / Math.max(1, this.#crew.size))) : plan.pace.size(left, Math.min(maxWorkers, left))
    return Math.min(size, MOST_CALLS, maxTasks - member.tasks)
  }

  #peek(): Work | undefined {
    const queue = this.#front()
    return queue.peek()
  }

  #next(): Work | undefined {
    const work = this.#front().shift()
    if (work === undefined) return undefined
    work.place = undefined
    this.#waiting -= work.calls
    return work
  }

  /** The queue whose turn it is, without what was cancelled at its head. */
  #front(): Queue<Work> {
    for (const queue of [this.#first, this.#queue]) {
      for (let work = queue.peek(); work !== undefined && work.place !== this; work = queue.peek()) queue.shift()
      if (queue.length > 0) return queue
    }
    return this.#queue
  }

  #place(works: readonly Work[], member: Member): void {
    const { concurrency, labelled, settled } = this.#options
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
        parallel: concurrency > 1,
        label: labelled ? member.host.name : '',
        started: () => this.#crew.isUp(member),
        again: (work, index, error) => this.#again(work, index, error),
        returned: back => {
          for (const work of back) this.#enter(work, this.#first)
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
          if (concurrency > 1 && this.#waiting > 0) this.#dispatchSoon()
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
        for (let index = 0; index < calls; index++) this.#enter(work.part(index, index + 1, { suspect: true }), this.#first)
        work.listener.leaves(work, 0)
      }
    }
  }

  #again(work: Work, index: number, error: unknown): boolean {
    const delay = work.plan.retry?.delay(work.attempt, error)
    if (delay === undefined) return false
    const next = work.part(index, index + 1, { attempt: work.attempt + 1 })
    next.place = this
    this.#waiting++
    next.listener.enters(next)
    this.#delayed.set(
      next,
      setTimeout(() => {
        this.#delayed.delete(next)
        this.#first.push(next)
        this.#dispatch()
      }, delay),
    )
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
    for (let key = work.first; key < work.first + work.calls; key++) {
      this.#options.settled('failed')
      work.listener.failed(key, error)
    }
    work.listener.leaves(work, work.calls)
  }

  /** No worker can be had: what waits would wait for ever. */
  #failAll(error: unknown): void {
    for (let work = this.#next(); work !== undefined; work = this.#next()) this.#fail(work, error)
    this.#checkEmpty()
  }

  get #empty(): boolean {
    return this.#waiting === 0 && this.#assignments.size === 0
  }

  #checkEmpty(): void {
    if (this.#empty) this.#whenEmpty?.()
  }

  /** Idle workers take over what others have not got to, if those are at something long. */
  #balance(): void {
    const { batches, concurrency } = this.#options
    if (!batches || concurrency > 1 || this.#recall !== undefined || this.#crew.busy === this.#crew.size) return
    if (![...this.#assignments.keys()].some(({ calls }) => calls > 1) && this.#assignments.size <= this.#crew.busy) return
    this.#recall = setTimeout(() => {
      this.#recall = undefined
      if (this.#crew.busy === this.#crew.size) return
      const long = performance.now() - 2 * AIM
      for (const [assignment, member] of this.#assignments) if (assignment.begun < long) member.host.recall()
    }, 2 * AIM).unref()
  }
}
