/** A map under way: items go out in chunks as there is room, results come back to their places. */

import type { Owner } from '../environment.ts'
import { CancelledError, TasksFailedError } from '../errors.ts'
import type { Progress } from '../tasks/events.ts'
import { type Arrivals, failed } from '../tasks/many-task.ts'
import type { ItemFailure, ReportedControl } from '../tasks/track.ts'
import { notesOf, PLAIN } from '../workers/encoded-list.ts'
import { direct, type Packed } from '../workers/payload.ts'
import type { Items } from './items.ts'
import type { MapSetup } from './map.ts'
import type { Outlet } from './outlet.ts'
import { Pace } from './pace.ts'
import { retryOf } from './retry.ts'
import { type Plan, Work, type WorkListener } from './work.ts'

export interface MapRunOptions {
  readonly setup: MapSetup
  readonly name: string
  readonly owner: Owner
  readonly outlet: Outlet<unknown>
  readonly arrivals: Arrivals<unknown>
  readonly control: ReportedControl<unknown[]>
  readonly wantsTask: boolean
  readonly packed: Packed
  readonly source: Items
}

/** How many works of one call may be handed out where workers run several. */
const MOST_OUT = 4096

export class MapRun implements WorkListener {
  readonly #options: MapRunOptions
  readonly #plan: Plan
  readonly #failures = new Map<number, unknown>()
  readonly #works = new Set<Work>()
  readonly #most: number
  #next = 0
  #finished = 0
  #stopped: { readonly error: unknown } | undefined
  #pulling = false
  #settled = false
  #started = false

  constructor(options: MapRunOptions) {
    this.#options = options
    const { setup, source, owner, name, packed, wantsTask, outlet } = options
    const { timeout, retries, discard = false } = setup.options
    this.#plan = {
      packed,
      needs: [],
      wantsTask,
      single: true,
      stream: false,
      discard,
      timeout,
      retry: retryOf(retries),
      owner,
      pace: new Pace(setup.paces.of(packed.source)),
      count: source.total ?? Number.POSITIVE_INFINITY,
      nameOf: index => `item ${index} of ${name}`,
    }
    // Two for each that can run, so that no worker waits for the next.
    this.#most = Math.min(2 * setup.workers * setup.concurrency, MOST_OUT)
    outlet.onDemand = () => this.pump()
  }

  /** Hands out items while there is room for them. */
  pump(): void {
    const { source, outlet, setup } = this.#options
    while (this.#stopped === undefined && !source.ended && !this.#pulling && this.#works.size < this.#most) {
      const room = outlet.room(this.#next - this.#finished)
      if (room <= 0) return
      try {
        const taken = source.take(Math.min(this.#size(), room))
        if (taken instanceof Promise) this.#pull(taken)
        else this.#send(taken)
      } catch (error) {
        this.#stop(error)
        return
      }
    }
    if (source.failure !== undefined && setup.options.failFast === true) this.#stop(source.failure.error)
    this.#settle()
  }

  cancel(error: CancelledError): void {
    this.#stop(error)
  }

  started(worker: string, first: number, calls: number): void {
    const { control, source, setup } = this.#options
    if (!this.#started) control.start(worker)
    this.#started = true
    control.itemsStarted({ first, count: calls, worker, total: source.total, inTurn: setup.concurrency === 1 })
  }

  done(index: number, value: unknown): void {
    const { outlet, arrivals } = this.#options
    this.#finished++
    outlet.put(index, value)
    arrivals.done++
  }

  doneInRow(first: number, values: ArrayLike<unknown>): void {
    const { outlet, arrivals } = this.#options
    this.#finished += values.length
    arrivals.done += values.length
    outlet.putInRow(first, values)
  }

  failed(index: number, error: unknown): void {
    const { outlet, arrivals, setup } = this.#options
    this.#finished++
    this.#failures.set(index, error)
    failed(arrivals, index, error)
    outlet.skip(index)
    if (setup.options.failFast === true) this.#stop(error)
  }

  progressed(_index: number, progress: Progress): void {
    this.#options.control.progress(progress)
  }

  yielded(): undefined {}

  enters(work: Work): void {
    this.#works.add(work)
  }

  leaves(work: Work, told: number): void {
    const { control, source } = this.#options
    this.#works.delete(work)
    if (told > 0) {
      const { first } = work
      control.itemsEnded({ first, count: told, failures: this.#failuresOf(first, told) })
      control.progress(source.total === undefined ? { done: this.#finished } : { done: this.#finished, total: source.total })
    }
    this.pump()
  }

  /** Those that were cancelled too. */
  #failuresOf(first: number, count: number): ItemFailure[] {
    const failures: ItemFailure[] = []
    if (this.#failures.size === 0) return failures
    for (let index = first; index < first + count; index++)
      if (this.#failures.has(index)) failures.push({ index, error: this.#failures.get(index) })
    return failures
  }

  #size(): number {
    const { setup, source } = this.#options
    // In this thread nothing travels; where a worker runs several calls, each takes a place.
    if (setup.pack === direct || setup.concurrency > 1) return 1
    return setup.options.chunk ?? Math.min(this.#plan.pace.size(source.left, setup.workers), setup.maxTasks)
  }

  #pull(taking: Promise<unknown[]>): void {
    this.#pulling = true
    void taking.then(items => {
      this.#pulling = false
      // The iterable may have taken its time: nobody waits for it any more.
      if (this.#stopped !== undefined) return
      try {
        this.#send(items)
      } catch (error) {
        this.#stop(error)
      }
      this.pump()
    })
  }

  #send(items: readonly unknown[]): void {
    if (items.length === 0 || this.#stopped !== undefined) return
    const first = this.#next
    this.#next += items.length
    let work: Work | undefined
    try {
      work = this.#work(items, 'items', first)
    } catch {
      // One of them cannot travel: the others can.
    }
    if (work !== undefined) return this.#options.setup.add(work)
    for (const [offset, item] of items.entries()) this.#sendOne(item, first + offset)
  }

  #sendOne(item: unknown, index: number): void {
    let work: Work
    try {
      work = this.#work([item], `items[${index}]`, index)
    } catch (error) {
      this.#options.setup.settled('failed')
      this.failed(index, error)
      return
    }
    this.#options.setup.add(work)
  }

  /** @throws NotShippableError */
  #work(items: readonly unknown[], path: string, first: number): Work {
    const plan = this.#plan
    if (this.#options.setup.pack === direct) return new Work({ plan, listener: this, args: items, notes: PLAIN, first })
    const { encoded, needs } = items.length === 1 ? one(plan.packed.encode(items[0], path)) : plan.packed.encode(items, path)
    return new Work({
      plan: needs === undefined ? plan : { ...plan, needs: [needs] },
      listener: this,
      args: encoded.value as readonly unknown[],
      notes: notesOf(encoded),
      first,
    })
  }

  #stop(error: unknown): void {
    if (this.#stopped !== undefined) return
    this.#stopped = { error }
    this.#options.source.close()
    const cancelled = error instanceof CancelledError ? error : new CancelledError('another item failed', { cause: error })
    for (const work of [...this.#works]) work.place?.cancel(work, cancelled)
    this.#settle()
  }

  #settle(): void {
    if (this.#works.size > 0 || this.#settled) return
    const { outlet, control, source } = this.#options
    if (this.#stopped === undefined && (this.#pulling || !source.ended)) return
    this.#settled = true
    const failure = this.#stopped ?? source.failure ?? this.#collected()
    if (failure !== undefined) {
      outlet.fail(failure.error)
      control.reject(failure.error)
    } else {
      outlet.end()
      control.resolve(outlet.results)
    }
  }

  #collected(): { readonly error: TasksFailedError } | undefined {
    if (this.#failures.size === 0) return undefined
    return { error: new TasksFailedError('items', this.#failures, this.#options.outlet.results, this.#next) }
  }
}

function one({ encoded, needs }: ReturnType<Packed['encode']>): ReturnType<Packed['encode']> {
  return { encoded: { ...encoded, value: [encoded.value] }, needs }
}
