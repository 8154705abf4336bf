/** Fresh threads started ahead of need: each is used for one task and never again, so that it is like a new one. */

import { isMainThread } from 'node:worker_threads'
import { environment } from '../environment.ts'
import { ThreadHost } from './thread-host.ts'

export class Spares {
  readonly #idle: { readonly host: ThreadHost; readonly made: string }[] = []
  readonly #closing = new Set<Promise<void>>()
  #wanted = 0
  #used = 0
  #active = 0

  /** A thread that has run nothing. */
  take(): ThreadHost {
    const surroundings = fingerprint()
    let host: ThreadHost | undefined
    while (host === undefined && this.#idle.length > 0) {
      const spare = this.#idle.shift()
      if (spare === undefined) break
      if (spare.host.alive && spare.made === surroundings) host = spare.host
      else this.#discard(spare.host)
    }
    host ??= this.#create()
    host.ref()
    if (isMainThread) this.#wanted = Math.max(this.#wanted, 1)
    this.#active++
    void host.ended.then(() => {
      this.#active--
      // Not while others work: starting a thread would slow what is being measured.
      if (this.#active === 0) setImmediate(() => this.#active === 0 && this.#refill()).unref()
    })
    return host
  }

  /** Keeps `count` threads ready from now on; resolves when they are. */
  async prewarm(count: number): Promise<void> {
    this.#wanted = count
    while (this.#idle.length > count) {
      const spare = this.#idle.pop()
      if (spare !== undefined) this.#discard(spare.host)
    }
    this.#refill()
    await Promise.all([...this.#idle.map(({ host }) => this.#whenReady(host)), ...this.#closing])
  }

  #refill(): void {
    const made = fingerprint()
    while (this.#idle.length < this.#wanted) {
      const host = this.#create()
      host.unref()
      this.#idle.push({ host, made })
    }
  }

  /** Who waits for a spare thread wants the process to go on until it is there. */
  async #whenReady(host: ThreadHost): Promise<void> {
    host.ref()
    await host.ready
    if (this.#idle.some(spare => spare.host === host)) host.unref()
  }

  #create(): ThreadHost {
    return new ThreadHost({ name: `thread-${++this.#used}` })
  }

  #discard(host: ThreadHost): void {
    const closing = host.stop(undefined).finally(() => this.#closing.delete(closing))
    this.#closing.add(closing)
  }
}

/** What a thread takes over when it starts: if that has changed since, it is stale. */
function fingerprint(): string {
  const { workerSetup, directory } = environment()
  return JSON.stringify([process.env, directory(), workerSetup?.module])
}
