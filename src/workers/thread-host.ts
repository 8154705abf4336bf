/** A worker thread, seen from the thread that started it. Its far side is `thread-entry.ts`. */

import { type ResourceLimits, Worker } from 'node:worker_threads'
import { packError, unpackError } from '../capture/failure.ts'
import { capturer } from '../capture/this-thread.ts'
import { decode } from '../capture/values.ts'
import { environment, type WorkerSetup } from '../environment.ts'
import { NotShippableError, WorkerLostError } from '../errors.ts'
import type { CallOutcome, FromWorker, JobId, ToWorker } from './messages.ts'
import { type CallResult, type Job, type RunningJob, Sent, type WorkerHost } from './worker-host.ts'

export interface ThreadOptions {
  readonly name: string
  readonly resourceLimits?: ResourceLimits
}

/** What the entry finds in `workerData`. */
export interface ThreadData {
  readonly tsloom: { readonly name: string; readonly directory: string; readonly setup: WorkerSetup | undefined }
}

interface Pending {
  readonly job: Job
  started: boolean
}

const ENTRY = new URL('./thread-entry.js', import.meta.url)

/** A process that ends on its own ends its threads: close them a little before that counts as refusing. */
const CLOSE_GRACE = 2000

export class ThreadHost implements WorkerHost {
  readonly name: string
  readonly ended: Promise<void>
  /** Resolves when it is up, or has ended. */
  readonly ready: Promise<void>
  readonly #worker: Worker
  readonly #jobs = new Map<JobId, Pending>()
  readonly #sent = new Sent()
  #nextJob = 1
  #state: 'starting' | 'ready' | 'ended' = 'starting'
  /** Why it ended, as far as it told. */
  #fault: unknown
  #exitCalled: number | undefined
  #closing = false
  #lastOwner = 0

  constructor({ name, resourceLimits }: ThreadOptions) {
    this.name = name
    const { workerSetup, directory } = environment()
    const data: ThreadData = { tsloom: { name, directory: directory(), setup: workerSetup } }
    this.#worker = new Worker(ENTRY, { name, workerData: data, ...(resourceLimits && { resourceLimits }) })
    this.#worker.on('message', (message: FromWorker) => environment().critical(() => this.#receive(message)))
    this.#worker.on('error', error => {
      this.#fault ??= error
    })
    this.ready = new Promise(resolve => {
      this.#worker.once('message', () => resolve())
      this.#worker.once('exit', () => resolve())
    })
    this.ended = new Promise(resolve => {
      this.#worker.on('exit', code => {
        environment().critical(() => this.#end(code))
        resolve()
      })
    })
  }

  get busy(): number {
    return this.#jobs.size
  }

  get alive(): boolean {
    return this.#state !== 'ended' && !this.#closing
  }

  run(job: Job): RunningJob {
    const { shipment, wantsTask, calls, needs, context, owner, label } = job
    const news = this.#sent.missing([shipment, ...needs])
    const id = this.#nextJob++
    this.#post({
      type: 'run',
      job: id,
      ...news,
      fn: shipment.root,
      wantsTask,
      calls,
      context,
      owner,
      label,
      directory: environment().directory(),
    })
    this.#sent.note(news)
    this.#lastOwner = owner
    const pending: Pending = { job, started: false }
    this.#jobs.set(id, pending)
    if (this.#state === 'ready') queueMicrotask(() => this.#start(id, pending))
    return {
      cancel: reason => {
        if (this.#jobs.has(id))
          this.#worker.postMessage({ type: 'cancel', job: id, reason: packError(reason, () => undefined) } satisfies ToWorker)
      },
    }
  }

  async close({ drain = false } = {}): Promise<void> {
    if (this.#state === 'ended') return
    if (!this.#closing) {
      this.#closing = true
      this.#worker.postMessage({ type: 'close', drain } satisfies ToWorker)
    }
    if (!drain) {
      const timer = setTimeout(() => void this.#worker.terminate(), CLOSE_GRACE)
      await this.ended
      clearTimeout(timer)
    }
    await this.ended
  }

  async stop(error: unknown): Promise<void> {
    this.#closing = true
    environment().critical(() => this.#loseAll(() => error))
    await this.#worker.terminate()
  }

  ref(): void {
    this.#worker.ref()
  }

  unref(): void {
    this.#worker.unref()
  }

  #post(message: ToWorker): void {
    try {
      this.#worker.postMessage(message)
    } catch (error) {
      if (!(error instanceof DOMException)) throw error
      throw new NotShippableError(`a value cannot travel: ${error.message}`, { cause: error })
    }
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        this.#state = 'ready'
        for (const [id, pending] of this.#jobs) this.#start(id, pending)
        return
      case 'done': {
        const pending = this.#jobs.get(message.job)
        if (pending === undefined) return
        this.#start(message.job, pending)
        this.#jobs.delete(message.job)
        pending.job.listener.done(message.outcomes.map(resultOf), message.took)
        return
      }
      case 'progress':
        this.#jobs.get(message.job)?.job.listener.progress(message.index, message.progress)
        return
      case 'fault':
        this.#fault = unpackError(message.error, id => capturer().resolve(id))
        return
      case 'exit':
        this.#exitCalled = message.code
        return
    }
  }

  #start(id: JobId, pending: Pending): void {
    if (pending.started || !this.#jobs.has(id)) return
    pending.started = true
    pending.job.listener.started()
  }

  #end(code: number): void {
    const starting = this.#state === 'starting'
    this.#state = 'ended'
    if (this.#jobs.size === 0) {
      if (this.#fault !== undefined) environment().lateError(this.#fault, this.#lastOwner)
      return
    }
    const alone = this.#jobs.size === 1
    this.#loseAll(() => {
      if (this.#fault !== undefined && alone && !starting && !isOutOfMemory(this.#fault)) return this.#fault
      return new WorkerLostError(this.#why(code, starting), this.#fault === undefined ? undefined : { cause: this.#fault })
    })
  }

  #why(code: number, starting: boolean): string {
    if (isOutOfMemory(this.#fault))
      return `${this.name} ran out of memory and was stopped; let it hold less at a time, or raise resourceLimits.maxOldGenerationSizeMb`
    if (starting) return `${this.name} could not start${this.#fault instanceof Error ? `: ${this.#fault.message}` : ''}`
    if (this.#fault instanceof Error)
      return `${this.name} ended under the task because of an error outside of any task: ${this.#fault.message}`
    if (this.#exitCalled !== undefined)
      return `${this.name} ended: process.exit(${this.#exitCalled}) was called in it, which ends only the worker. Return or throw instead`
    return `${this.name} ended unexpectedly with code ${code}`
  }

  #loseAll(error: () => unknown): void {
    const lost = [...this.#jobs.values()]
    const reason = lost.length > 0 ? error() : undefined
    this.#jobs.clear()
    for (const { job } of lost) job.listener.lost(reason)
  }
}

function resultOf(outcome: CallOutcome): CallResult {
  const resolve = (id: number) => capturer().resolve(id)
  return outcome.ok ? { ok: true, value: decode(outcome.value, resolve) } : { ok: false, error: unpackError(outcome.error, resolve) }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
}
