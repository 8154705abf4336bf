/** One worker process of a server, seen from the process that started it. Its far side is `worker-entry.ts`. */

import { type ChildProcess, fork, type StdioOptions } from 'node:child_process'
import { setTimeout } from 'node:timers'
import { unpackError } from '../capture/failure.ts'
import { capturer } from '../capture/this-thread.ts'
import { WorkerLostError } from '../errors.ts'
import { inheritedFlags } from '../workers/inherited-flags.ts'
import { orphanGuard } from '../workers/orphan-guard.ts'
import { type Counts, NO_COUNTS } from './counts.ts'
import { type Address, cannotListen, type SharedHandle } from './listening.ts'
import type { FromServeWorker, ToServeWorker } from './messages.ts'

export interface WorkerProcessOptions {
  readonly name: string
  readonly address: Address
  readonly handle: SharedHandle
  readonly start: ToServeWorker & { type: 'serve' }
  /** Its counts have grown by so many requests. */
  counted(requests: number): void
  /** A request failed there. */
  failed(error: unknown): void
}

/** Time beyond a close's time-out in which a worker has to end (ms). */
const CLOSE_GRACE = 1000
const ENTRY = new URL('./worker-entry.js', import.meta.url)

export class WorkerProcess {
  readonly name: string
  /** Resolves when it takes connections; rejects if it ended before. */
  readonly listening: Promise<void>
  /** Resolves with why, when it is gone. */
  readonly ended: Promise<WorkerLostError>
  readonly #child: ChildProcess
  #counts = NO_COUNTS
  #fault: unknown
  #unable: unknown

  constructor({ name, address, handle, start, counted, failed }: WorkerProcessOptions) {
    this.name = name
    const child = fork(ENTRY, [], {
      serialization: 'advanced',
      execArgv: inheritedFlags(process.execArgv),
      stdio: inherited(start.setup?.descriptors ?? []),
    })
    this.#child = child
    if (child.pid !== undefined) orphanGuard().add(child.pid)
    const unpack = (error: Parameters<typeof unpackError>[0]) => unpackError(error, id => capturer().resolve(id))
    this.ended = new Promise(resolve => {
      // After `close` its last messages have been read.
      child.once('close', (code, signal) => {
        if (child.pid !== undefined) orphanGuard().delete(child.pid)
        this.#counts = { ...this.#counts, active: 0, connections: 0 }
        resolve(this.#lost(code, signal))
      })
      child.once('error', error => {
        this.#fault = error
        if (child.pid === undefined) resolve(this.#lost(null, null))
      })
    })
    this.listening = new Promise((resolve, reject) => {
      void this.ended.then(lost => reject(this.#unable ?? lost))
      child.on('message', (message: FromServeWorker) => {
        switch (message.type) {
          case 'listening':
            return resolve()
          case 'unable':
            this.#unable = message.step === 'listen' ? cannotListen(address, unpack(message.error)) : unpack(message.error)
            return
          case 'counts': {
            const before = this.#counts.requests
            this.#counts = message.counts
            return counted(message.counts.requests - before)
          }
          case 'failed':
            return failed(unpack(message.error))
          case 'fault':
            this.#fault = unpack(message.error)
            return
        }
      })
    })
    // Whoever waits for it hears of it; who does not need not.
    this.listening.catch(() => {})
    child.send({ ...start, name } satisfies ToServeWorker, handle.handle, error => {
      if (error !== null) this.#fault ??= error
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get counts(): Counts {
    return this.#counts
  }

  async close(timeout: number): Promise<void> {
    if (this.#child.connected) this.#child.send({ type: 'close', timeout } satisfies ToServeWorker, () => {})
    const timer = setTimeout(() => this.kill(), timeout + CLOSE_GRACE)
    await this.ended
    clearTimeout(timer)
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  #lost(code: number | null, signal: NodeJS.Signals | null): WorkerLostError {
    const why =
      this.#fault instanceof Error
        ? `ended because of an error outside of any request: ${this.#fault.message}`
        : signal !== null
          ? `was ended by ${signal}`
          : `ended with code ${code}`
    return new WorkerLostError(`${this.name} ${why}`, this.#fault === undefined ? undefined : { cause: this.#fault })
  }
}

/** These descriptors under the same numbers, besides standard output and error. */
function inherited(descriptors: readonly number[]): StdioOptions {
  const last = Math.max(2, ...descriptors)
  return [
    ...Array.from({ length: last + 1 }, (_, fd) => (fd === 1 || fd === 2 || descriptors.includes(fd) ? fd : ('ignore' as const))),
    'ipc',
  ]
}
