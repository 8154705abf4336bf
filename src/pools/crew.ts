/** The workers of a pool: when they are started, which of them is free, when they end. */

import { clearTimeout, setTimeout } from 'node:timers'
import { environment } from '../environment.ts'
import { WorkerLostError } from '../errors.ts'
import type { WorkerHost } from '../workers/worker-host.ts'

export interface CrewOptions {
  readonly minWorkers: number
  readonly maxWorkers: number
  /** Milliseconds after which an idle worker above `minWorkers` ends. */
  readonly idleTimeout: number
  /** How many may be starting at a time. */
  readonly maxStarting: number
  /** Calls after which a worker is replaced. */
  readonly maxTasks: number
  readonly createHost: () => WorkerHost
  /** Prepares a new worker. Rejects if that fails. */
  readonly prepare: ((host: WorkerHost) => Promise<void>) | undefined
  /** A worker can take work, or more of it may be started. */
  readonly changed: () => void
  /** A worker could not start or be prepared, and none is there that could. */
  readonly broken: (error: unknown) => void
}

export interface Member {
  readonly host: WorkerHost
  /** It can be given work. */
  prepared: boolean
  /** It has answered. */
  up: boolean
  jobs: number
  /** Calls that take a place each, where several run at a time. */
  load: number
  /** Milliseconds of work that it has, as far as known. */
  backlog: number
  /** Calls that it has been given. */
  tasks: number
  idleTimer: NodeJS.Timeout | undefined
}

/** So many workers that cannot start, one after the other, and no more are tried while others work. */
const FAILED_STARTS = 3

/** So long `close` waits for workers to end (ms), which is longer than one that is told to takes. */
const CLOSE_PATIENCE = 2500

export class Crew {
  readonly #options: CrewOptions
  readonly #members = new Set<Member>()
  readonly #ending = new Map<WorkerHost, Promise<void>>()
  /** Last in, first out, so that the others can be idle for long. */
  readonly #idle: Member[] = []
  #starting = 0
  #failedStarts = 0

  constructor(options: CrewOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#members.size
  }

  get busy(): number {
    return this.#members.size - this.#idle.length
  }

  /** Calls that its workers have. */
  get load(): number {
    let calls = 0
    for (const { load } of this.#members) calls += load
    return calls
  }

  get members(): Iterable<Member> {
    return this.#members
  }

  /** One that has nothing to do; if there is none, a new one where that is allowed: `undefined` while it is being prepared. */
  idle(): Member | undefined {
    return this.#idle.at(-1) ?? this.#grow()
  }

  get canGrow(): boolean {
    const { maxWorkers, maxStarting } = this.#options
    if (this.#members.size >= maxWorkers || this.#starting >= maxStarting) return false
    return this.#failedStarts < FAILED_STARTS || !this.#someUp()
  }

  /** Before a job is run on it. */
  occupy(member: Member, calls: number): void {
    clearTimeout(member.idleTimer)
    const at = this.#idle.lastIndexOf(member)
    if (at >= 0) this.#idle.splice(at, 1)
    if (member.jobs++ === 0) member.host.ref()
    member.tasks += calls
  }

  /** A job has ended on it. */
  release(member: Member): void {
    member.jobs--
    if (!member.host.alive) this.#remove(member)
    else if (member.jobs === 0 && this.#members.has(member)) {
      if (member.tasks >= this.#options.maxTasks) this.#retire(member)
      else this.#rest(member)
    }
  }

  /** It has answered: others may be started. */
  isUp(member: Member): void {
    if (member.up) return
    member.up = true
    this.#starting--
    this.#failedStarts = 0
    if (this.#members.size < this.#options.maxWorkers) this.#options.changed()
  }

  couldNotStart(member: Member, error: unknown): void {
    this.#failedStarts++
    this.#remove(member)
    if (!this.#someUp()) this.#options.broken(error)
  }

  /** Ends all; resolves when they are gone. */
  async close(): Promise<void> {
    this.#idle.length = 0
    for (const member of [...this.#members]) this.#retire(member)
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>(resolve => {
      timer = setTimeout(resolve, CLOSE_PATIENCE)
    })
    await Promise.race([patience, Promise.all(this.#ending.values())])
    clearTimeout(timer)
    if (this.#ending.size > 0) environment().warn(stuck([...this.#ending.keys()]))
  }

  #grow(): Member | undefined {
    if (!this.canGrow) return undefined
    const { createHost, prepare } = this.#options
    const member: Member = {
      host: createHost(),
      prepared: prepare === undefined,
      up: false,
      jobs: 0,
      load: 0,
      backlog: 0,
      tasks: 0,
      idleTimer: undefined,
    }
    this.#members.add(member)
    this.#starting++
    void member.host.ended.then(() => this.#gone(member))
    if (prepare === undefined) return member
    member.host.ref()
    prepare(member.host).then(
      () => {
        member.prepared = true
        this.isUp(member)
        if (!this.#members.has(member)) return
        this.#rest(member)
        this.#options.changed()
      },
      error => {
        void member.host.stop(error)
        this.couldNotStart(member, error)
        this.#options.changed()
      },
    )
    return undefined
  }

  #rest(member: Member): void {
    const { minWorkers, idleTimeout } = this.#options
    // An idle pool does not keep a script from ending.
    member.host.unref()
    this.#idle.push(member)
    if (this.#members.size > minWorkers && idleTimeout < Number.POSITIVE_INFINITY)
      member.idleTimer = setTimeout(() => this.#members.size > minWorkers && this.#retire(member), idleTimeout).unref()
  }

  #retire(member: Member): void {
    this.#remove(member)
    this.#ended(member.host, member.host.close())
  }

  /** Gone without a job that could tell. */
  #gone(member: Member): void {
    if (member.jobs > 0 || !this.#members.has(member)) return
    if (member.prepared && !member.up) this.couldNotStart(member, new WorkerLostError(`${member.host.name} ended before it was up`))
    this.#remove(member)
    this.#options.changed()
  }

  /** Out of the pool at once; `close` still waits until it is gone. */
  #remove(member: Member): void {
    if (!this.#members.delete(member)) return
    clearTimeout(member.idleTimer)
    if (!member.up) this.#starting--
    member.up = true
    const at = this.#idle.indexOf(member)
    if (at >= 0) this.#idle.splice(at, 1)
    this.#ended(member.host, member.host.ended)
  }

  #ended(host: WorkerHost, gone: Promise<void>): void {
    this.#ending.set(
      host,
      gone.finally(() => this.#ending.delete(host)),
    )
  }

  #someUp(): boolean {
    for (const member of this.#members) if (member.up && member.prepared) return true
    return false
  }
}

function stuck(hosts: readonly WorkerHost[]): string {
  const names = hosts.map(({ name }) => name).join(', ')
  return `${names} cannot be stopped: native code (execSync, pbkdf2Sync …) runs in ${hosts.length === 1 ? 'it' : 'them'}, which ends when that returns`
}
