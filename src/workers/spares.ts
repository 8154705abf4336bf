/** Fresh workers started ahead of need: each is used for one task and never again, so that it is like a new one. */

import { clearTimeout, setTimeout } from 'node:timers'
import { isMainThread } from 'node:worker_threads'
import { environment } from '../environment.ts'
import type { WorkerHost } from './worker-host.ts'

export interface SparesOptions {
  /** Starts the worker number `number`, counted from 1. */
  readonly create: (number: number) => WorkerHost
  /** Whether as many are kept ready as were taken together of late. */
  readonly keeps: () => boolean
  /** After a worker's task, before it is ended and others are started: milliseconds in which whoever waits for the task gets its answer. */
  readonly pause?: number
}

const PAUSE = 20

/** A spare thread takes about 7 MB. */
const MOST = 8
/** So many stay after a lull (ms). */
const FEW = 1
const LULL = 60_000

export class Spares {
  readonly #options: SparesOptions
  readonly #idle: { readonly host: WorkerHost; readonly made: string }[] = []
  /** They have done their task. Ending one takes a millisecond, starting one ten. */
  readonly #done: WorkerHost[] = []
  readonly #closing = new Set<Promise<void>>()
  #wanted = 0
  #used = 0
  #active = 0
  /** Taken since all were idle. */
  #together = 0
  #lull: NodeJS.Timeout | undefined
  #resting: NodeJS.Timeout | undefined
  #seen: string | undefined

  constructor(options: SparesOptions) {
    this.#options = options
  }

  /** A worker that has run nothing. */
  take(): WorkerHost {
    const surroundings = this.#surroundings()
    let host: WorkerHost | undefined
    while (host === undefined && this.#idle.length > 0) {
      const spare = this.#idle.shift()
      if (spare === undefined) break
      if (spare.host.alive && spare.made === surroundings) host = spare.host
      else this.#discard(spare.host)
    }
    host ??= this.#create()
    host.ref()
    this.#together++
    if (isMainThread && this.#options.keeps()) this.#wanted = Math.max(this.#wanted, Math.min(this.#together, MOST))
    this.#active++
    const taken = host
    void host.settled.then(() => this.#over(taken))
    return host
  }

  #over(host: WorkerHost): void {
    this.#active--
    this.#done.push(host)
    if (this.#done.length > MOST) this.#end(this.#done.shift())
    this.#resting ??= setTimeout(() => environment().critical(() => this.#rest()), this.#options.pause ?? PAUSE).unref()
  }

  /** Looked at once a turn: several are often taken together. */
  #surroundings(): string {
    if (this.#seen === undefined) {
      this.#seen = fingerprint()
      queueMicrotask(() => {
        this.#seen = undefined
      })
    }
    return this.#seen
  }

  /** Keeps `count` workers ready from now on; resolves when they are. */
  async prewarm(count: number): Promise<void> {
    this.#endDone()
    this.#shrink(count)
    this.#wanted = count
    this.#refill()
    await Promise.all([...this.#idle.map(({ host }) => this.#whenReady(host)), ...this.#closing])
  }

  #rest(): void {
    this.#resting = undefined
    this.#endDone()
    // Not while others work: starting a worker would slow what is being measured.
    if (this.#active > 0) return
    this.#together = 0
    this.#refill()
    clearTimeout(this.#lull)
    this.#lull = setTimeout(() => this.#shrink(FEW), LULL).unref()
  }

  #endDone(): void {
    for (const host of this.#done.splice(0)) this.#end(host)
  }

  #shrink(count: number): void {
    this.#wanted = Math.min(this.#wanted, count)
    while (this.#idle.length > this.#wanted) {
      const spare = this.#idle.pop()
      if (spare !== undefined) this.#discard(spare.host)
    }
  }

  #refill(): void {
    const made = fingerprint()
    while (this.#idle.length < this.#wanted) {
      const host = this.#create()
      host.unref()
      this.#idle.push({ host, made })
    }
  }

  /** Who waits for a spare worker wants the process to go on until it is there. */
  async #whenReady(host: WorkerHost): Promise<void> {
    host.ref()
    await host.ready
    if (this.#idle.some(spare => spare.host === host)) host.unref()
  }

  #create(): WorkerHost {
    return this.#options.create(++this.#used)
  }

  #discard(host: WorkerHost): void {
    this.#closes(host.stop(undefined))
  }

  #end(host: WorkerHost | undefined): void {
    if (host !== undefined) this.#closes(host.close())
  }

  #closes(ending: Promise<void>): void {
    const closing = ending.finally(() => this.#closing.delete(closing))
    this.#closing.add(closing)
  }
}

/** What a worker takes over when it starts: if that has changed since, it is stale. */
function fingerprint(): string {
  const { workerSetup, directory } = environment()
  return JSON.stringify([process.env, process.cwd(), directory(), workerSetup?.module])
}
