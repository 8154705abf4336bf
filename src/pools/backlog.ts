/** What waits for a worker: in the order of its coming, what came back first, what failed when its time has come. */

import { clearTimeout, setTimeout } from 'node:timers'
import { environment } from '../environment.ts'
import { Queue } from './queue.ts'
import type { Place, Work } from './work.ts'

export interface BacklogOptions {
  /** Work was cancelled while it waited. */
  readonly cancelled: (work: Work, error: unknown) => void
  /** The time of a failed one has come. */
  readonly come: () => void
}

export class Backlog implements Place {
  readonly #options: BacklogOptions
  readonly #queue = new Queue<Work>()
  /** What came back: it has waited already. */
  readonly #first = new Queue<Work>()
  /** Failed, and to be tried again. */
  readonly #later = new Map<Work, NodeJS.Timeout>()
  #calls = 0

  constructor(options: BacklogOptions) {
    this.#options = options
  }

  /** Calls that wait. */
  get calls(): number {
    return this.#calls
  }

  add(work: Work): void {
    this.#enter(work)
    this.#queue.push(work)
  }

  putBack(work: Work): void {
    this.#enter(work)
    this.#first.push(work)
  }

  /** In `delay` milliseconds. */
  addLater(work: Work, delay: number): void {
    this.#enter(work)
    const come = (): void => {
      this.#later.delete(work)
      this.#first.push(work)
      this.#options.come()
    }
    this.#later.set(
      work,
      setTimeout(() => environment().critical(come), delay),
    )
  }

  cancel(work: Work, error: unknown): void {
    if (work.place !== this) return
    this.#leave(work)
    clearTimeout(this.#later.get(work))
    this.#later.delete(work)
    this.#options.cancelled(work, error)
  }

  /** What is next; undefined also while all that waits is to be tried later. */
  peek(): Work | undefined {
    return this.#front().peek()
  }

  next(): Work | undefined {
    const work = this.#front().shift()
    if (work !== undefined) this.#leave(work)
    return work
  }

  #enter(work: Work): void {
    work.place = this
    this.#calls += work.calls
    work.listener.enters(work)
  }

  #leave(work: Work): void {
    work.place = undefined
    this.#calls -= work.calls
  }

  /** The queue whose turn it is, without what was cancelled at its head. */
  #front(): Queue<Work> {
    return skipCancelled(this.#first, this).length > 0 ? this.#first : skipCancelled(this.#queue, this)
  }
}

function skipCancelled(queue: Queue<Work>, place: Place): Queue<Work> {
  for (let work = queue.peek(); work !== undefined && work.place !== place; work = queue.peek()) queue.shift()
  return queue
}
