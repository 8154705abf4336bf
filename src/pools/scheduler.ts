/** Which worker runs what, when workers are started, and when they end. Knows neither functions nor messages. */

import { environment } from '../environment.ts'
import { ClosedError } from '../errors.ts'
import type { WorkerHost } from '../workers/worker-host.ts'
import { Queue } from './queue.ts'

export interface SchedulerOptions {
  readonly minWorkers: number
  readonly maxWorkers: number
  /** Milliseconds after which an idle worker above `minWorkers` ends. */
  readonly idleTimeout: number
  readonly createHost: () => WorkerHost
}

/** What waits for a worker. */
export interface Work {
  /** False once it was cancelled: it is passed over. */
  readonly wanted: boolean
  /** Starts it; `release` is called once, when the worker is free again or gone. Must not throw. */
  run(host: WorkerHost, release: () => void): void
}

interface Member {
  readonly host: WorkerHost
  busy: boolean
  idleTimer: NodeJS.Timeout | undefined
}

export class Scheduler {
  readonly #options: SchedulerOptions
  readonly #queue = new Queue<Work>()
  readonly #members = new Set<Member>()
  readonly #ending = new Set<Promise<void>>()
  /** Last in, first out, so that the others can become idle for long. */
  readonly #idle: Member[] = []
  #closed: Promise<void> | undefined
  #whenEmpty: (() => void) | undefined

  constructor(options: SchedulerOptions) {
    this.#options = options
  }

  get waiting(): number {
    return this.#queue.length
  }

  get workers(): number {
    return this.#members.size
  }

  get busy(): number {
    return this.#members.size - this.#idle.length
  }

  get closed(): boolean {
    return this.#closed !== undefined
  }

  /** @throws ClosedError */
  add(work: Work): void {
    if (this.#closed !== undefined) throw new ClosedError('the pool is closed; make a new one')
    this.#queue.push(work)
    this.#dispatch()
  }

  /** Finishes what waits and runs, then ends the workers. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    if (this.#queue.length > 0 || this.busy > 0) {
      await new Promise<void>(resolve => {
        this.#whenEmpty = resolve
      })
    }
    this.#idle.length = 0
    for (const member of this.#members) this.#retire(member)
    await Promise.all(this.#ending)
  }

  #dispatch(): void {
    environment().critical(() => {
      for (;;) {
        if (this.#idle.length === 0 && this.#members.size >= this.#options.maxWorkers) return
        const work = this.#next()
        if (work === undefined) return
        this.#start(work, this.#idle.pop() ?? this.#grow())
      }
    })
  }

  #next(): Work | undefined {
    for (let work = this.#queue.shift(); work !== undefined; work = this.#queue.shift()) if (work.wanted) return work
    return undefined
  }

  #start(work: Work, member: Member): void {
    clearTimeout(member.idleTimer)
    member.busy = true
    member.host.ref()
    work.run(member.host, () => this.#release(member))
  }

  #grow(): Member {
    const member: Member = { host: this.#options.createHost(), busy: false, idleTimer: undefined }
    this.#members.add(member)
    void member.host.ended.then(() => this.#lost(member))
    return member
  }

  #release(member: Member): void {
    if (!member.busy) return
    member.busy = false
    if (!member.host.alive) this.#remove(member)
    else if (this.#members.has(member)) {
      // An idle pool does not keep a script from ending.
      member.host.unref()
      this.#idle.push(member)
      if (this.#members.size > this.#options.minWorkers && this.#options.idleTimeout < Infinity)
        member.idleTimer = setTimeout(() => this.#shrink(member), this.#options.idleTimeout).unref()
    }
    this.#dispatch()
    if (this.#queue.length === 0 && this.busy === 0) this.#whenEmpty?.()
  }

  #shrink(member: Member): void {
    if (!member.busy && this.#members.size > this.#options.minWorkers) this.#retire(member)
  }

  #retire(member: Member): void {
    clearTimeout(member.idleTimer)
    this.#remove(member)
    this.#ended(member.host.close())
  }

  #lost(member: Member): void {
    if (member.busy) return
    clearTimeout(member.idleTimer)
    this.#remove(member)
  }

  /** Out of the pool at once; `close` still waits until it is gone. */
  #remove(member: Member): void {
    if (!this.#members.delete(member)) return
    const at = this.#idle.indexOf(member)
    if (at >= 0) this.#idle.splice(at, 1)
    this.#ended(member.host.ended)
  }

  #ended(gone: Promise<void>): void {
    const ending = gone.finally(() => this.#ending.delete(ending))
    this.#ending.add(ending)
  }
}
