/** The jobs that a worker has, as its host keeps them: the part that every kind of host shares. */

import { decode } from '../capture/decode.ts'
import { packError, unpackError } from '../capture/failure.ts'
import { Sent } from '../capture/sent.ts'
import type { EncodedValue } from '../capture/shipment.ts'
import { capturer } from '../capture/this-thread.ts'
import { environment } from '../environment.ts'
import { WorkerLostError } from '../errors.ts'
import type { FromWorker, JobId, ResultsMessage, RunMessage, ToWorker } from './messages.ts'
import type { Position } from './position.ts'
import { RoundTrips } from './round-trips.ts'
import { runMessage } from './run-message.ts'
import { tellResults } from './tell-results.ts'
import { type WorkerEnd, whyLost } from './worker-end.ts'
import type { Job, RunningJob } from './worker-host.ts'

interface Pending {
  readonly job: Job
  /** Calls whose outcome has been told. */
  told: number
  started: boolean
  /** It waits until the worker is up. */
  held: RunMessage | undefined
  /** It is to come back. */
  recalled: boolean
  /** Of what a worker without shared memory tells. */
  began: { readonly offset: number; readonly since: number } | undefined
}

export interface HostJobsOptions {
  readonly name: string
  /** @throws NotShippableError; then nothing has gone */
  readonly post: (message: ToWorker) => void
  /** Where the worker writes what it is at, if memory is shared. */
  readonly position?: Position
}

export class HostJobs {
  readonly #name: string
  readonly #post: (message: ToWorker) => void
  readonly #position: Position | undefined
  readonly #jobs = new Map<JobId, Pending>()
  readonly #sent = new Sent()
  readonly #roundTrips = new RoundTrips()
  #lastJob = 0
  #state: 'starting' | 'ready' | 'ended' = 'starting'
  /** Why the worker ended, as far as it told. */
  #fault: unknown
  #exitCalled: number | undefined
  #lastOwner = 0
  #failed = false

  constructor({ name, post, position }: HostJobsOptions) {
    this.#name = name
    this.#post = post
    this.#position = position
  }

  get size(): number {
    return this.#jobs.size
  }

  /** The last call failed. */
  get failed(): boolean {
    return this.#failed
  }

  get ended(): boolean {
    return this.#state === 'ended'
  }

  run(job: Job): RunningJob {
    const { payload } = job
    if (payload.kind !== 'shipped') throw new Error('a job for a worker was made ready for this thread')
    const { shipment, needs } = payload
    if (this.#state === 'ended') return this.#runNothing(job)
    const shipments = needs.length === 0 ? [shipment] : [shipment, ...needs]
    const news = this.#sent.missing(shipments)
    const id = ++this.#lastJob
    // With one call at a time the way there and back is what takes the time.
    const single = job.calls === 1 && this.#jobs.size === 0 && this.#state === 'ready'
    const message = runMessage(id, job, payload, news, single && this.#roundTrips.awake)
    // What is not there yet can be taken back, also where no memory is shared.
    const held = this.#state === 'starting' && this.#position === undefined
    if (!held) this.#post(message)
    this.#sent.note(shipments, news)
    this.#lastOwner = job.owner
    const pending: Pending = { job, told: 0, started: false, began: undefined, held: held ? message : undefined, recalled: false }
    this.#jobs.set(id, pending)
    if (single) this.#roundTrips.begin()
    else this.#roundTrips.mixed()
    if (this.#state === 'ready') queueMicrotask(() => this.#start(id, pending))
    return {
      running: () => this.#running(id, pending),
      cancel: (reason, offset) => {
        if (this.#jobs.has(id) && pending.held === undefined)
          this.#post({ type: 'cancel', job: id, offset, reason: packError(reason, () => undefined) })
      },
    }
  }

  /** It ended just now: others may run the job. */
  #runNothing({ listener }: Job): RunningJob {
    queueMicrotask(() => {
      listener.started()
      listener.lost(new WorkerLostError(`${this.#name} has ended`), -1)
    })
    return { running: () => ({ offset: -1, since: undefined }), cancel: () => {} }
  }

  recall(): void {
    this.#position?.recall(this.#lastJob)
    if (this.#position !== undefined) for (const [id, { job }] of [...this.#jobs]) this.#giveBack(this.#position, id, job)
    if (this.#state === 'ready' || this.#position !== undefined) return this.#post({ type: 'recall' })
    for (const pending of this.#jobs.values()) pending.recalled = true
  }

  receive(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        this.#state = 'ready'
        for (const [id, pending] of [...this.#jobs]) this.#ready(id, pending)
        return
      case 'results':
        return this.#results(message)
      case 'returned':
        return this.#jobs.get(message.job)?.job.listener.returned(message.offset)
      case 'yield':
        return this.#yielded(message.job, message.value)
      case 'progress':
        return this.#jobs.get(message.job)?.job.listener.progress(message.offset, message.progress)
      case 'began': {
        const pending = this.#jobs.get(message.job)
        if (pending !== undefined) pending.began = { offset: message.offset, since: performance.timeOrigin + performance.now() }
        return
      }
      case 'fault':
        this.#fault = unpackError(message.error, resolve)
        return
      case 'late':
        return environment().lateError(unpackError(message.error, resolve), message.owner)
      case 'exit':
        this.#exitCalled = message.code
        return
      case 'warm':
      case 'drained':
      case 'compiled':
        // Of the worker, not of its jobs.
        return
    }
  }

  /** An error that ended the worker, found on this side. */
  fault(error: unknown): void {
    this.#fault ??= error
  }

  /** The worker is gone: what it had is lost. */
  end(how: WorkerEnd): void {
    const starting = this.#state === 'starting'
    this.#state = 'ended'
    if (this.#jobs.size === 0) {
      if (this.#fault !== undefined) environment().lateError(this.#fault, this.#lastOwner)
      return
    }
    // It belongs to the call that ran, if only one did.
    const alone = this.#jobs.size === 1 || [...this.#jobs.values()].every(({ job }) => job.mode === 'sequence')
    if (this.#fault !== undefined && alone && !starting && how.outOfMemory === undefined) return this.loseAll(this.#fault)
    this.loseAll(
      new WorkerLostError(
        whyLost(this.#name, how, { starting, fault: this.#fault, exitCalled: this.#exitCalled }),
        this.#fault === undefined ? undefined : { cause: this.#fault },
      ),
    )
  }

  loseAll(error: unknown): void {
    const lost = [...this.#jobs]
    this.#jobs.clear()
    for (const [id, pending] of lost) {
      // Without shared memory it is not known which of several calls it was.
      const known = this.#position !== undefined || pending.began !== undefined || !pending.started
      pending.job.listener.lost(error, known ? this.#running(id, pending).offset : undefined)
    }
  }

  #results(message: ResultsMessage): void {
    const { job: id, took } = message
    const pending = this.#jobs.get(id)
    if (pending === undefined) return
    this.#start(id, pending)
    const { listener } = pending.job
    const { calls, failed } = tellResults(message, listener, resolve)
    if (calls > 0) this.#failed = failed
    pending.told += calls
    if (took === undefined) return
    this.#jobs.delete(id)
    this.#roundTrips.end()
    listener.ended(took)
  }

  #yielded(id: JobId, value: EncodedValue): void {
    const pending = this.#jobs.get(id)
    if (pending === undefined) return
    this.#start(id, pending)
    const taken = (): void => {
      if (this.#jobs.has(id)) this.#post({ type: 'taken', job: id })
    }
    const wait = pending.job.listener.yielded(decode(value, resolve))
    if (wait === undefined) taken()
    else void wait.then(taken)
  }

  /** What has not begun by now is not begun any more: the worker need not confirm it, which may take it long. */
  #giveBack(position: Position, id: JobId, { mode, listener }: Job): void {
    if (mode === 'sequence' && !position.isPast(id)) listener.returned(position.of(id).offset + 1)
  }

  #running(id: JobId, { job, told, started, began }: Pending): { readonly offset: number; readonly since: number | undefined } {
    const at = this.#position?.of(id) ?? began
    if (at !== undefined) return at
    return { offset: started && told < job.calls ? told : -1, since: undefined }
  }

  #ready(id: JobId, pending: Pending): void {
    const { held, job } = pending
    pending.held = undefined
    try {
      // Functions that it brings along may be needed by later ones.
      if (held !== undefined) this.#post(pending.recalled ? { ...held, calls: 0, args: { value: [], mixed: false } } : held)
      this.#start(id, pending)
    } catch (error) {
      this.#jobs.delete(id)
      job.listener.started()
      // Which of its calls cannot be sent is not known.
      job.listener.lost(error, undefined)
    }
  }

  #start(id: JobId, pending: Pending): void {
    if (pending.started || !this.#jobs.has(id)) return
    pending.started = true
    pending.job.listener.started()
  }
}

function resolve(id: number): unknown {
  return capturer().resolve(id)
}
