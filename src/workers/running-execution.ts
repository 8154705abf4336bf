/** An execution under way: what its host tells, sorted into what becomes of each call. */

import { clearTimeout, setTimeout } from 'node:timers'
import { environment } from '../environment.ts'
import { TaskTimeoutError, WorkerLostError } from '../errors.ts'
import type { Progress } from '../tasks/events.ts'
import type { ExecuteListener, ExecuteOptions, Execution, Return } from './execute.ts'
import { FinishedCalls } from './finished-calls.ts'
import type { Job, JobListener, RunningJob, WorkerHost } from './worker-host.ts'

/** How long code may take to answer its aborted `signal` before its worker is stopped. Milliseconds. */
export const CANCEL_GRACE = 200

interface Stopping {
  readonly error: unknown
  readonly since: number
}

/** An object rather than closures: a pool may have a hundred thousand of them. */
export class RunningExecution implements Execution, JobListener {
  readonly #host: WorkerHost
  readonly #calls: number
  readonly #inSequence: boolean
  readonly #options: ExecuteOptions
  readonly #listener: ExecuteListener
  readonly #over = new FinishedCalls()
  /** Calls that run and are to stop, with the error that they then fail with. */
  #stopping: Map<number, Stopping> | undefined
  /** Calls that failed before they started; the worker has not confirmed that it passes over them. */
  #ghosts: Set<number> | undefined
  #started = false
  #ended = false
  #job: RunningJob | undefined
  #limit: NodeJS.Timeout | undefined
  #grace: NodeJS.Timeout | undefined

  constructor(host: WorkerHost, { calls, mode }: Omit<Job, 'listener'>, options: ExecuteOptions, listener: ExecuteListener) {
    this.#host = host
    this.#calls = calls
    this.#inSequence = mode === 'sequence'
    this.#options = options
    this.#listener = listener
  }

  begin({ payload, mode, wantsTask, calls, single, timed, discard, last, context, owner, label }: Omit<Job, 'listener'>): void {
    this.#job = this.#host.run({ payload, mode, wantsTask, calls, single, timed, discard, last, context, owner, label, listener: this })
  }

  cancel(error: unknown, offset?: number): void {
    if (offset !== undefined) this.#cancel(offset, error)
    else for (const each of this.#open()) this.#cancel(each, error)
  }

  started(): void {
    if (this.#started) return
    this.#started = true
    this.#listener.started(this.#host.name)
    if (this.#ghosts !== undefined) this.#waitForEnd()
    const { timeout } = this.#options
    if (timeout !== undefined && !this.#ended) this.#limitIn(timeout)
  }

  began(offset: number): void {
    this.#listener.began?.(offset, this.#host.name)
  }

  done(offset: number, value: unknown): void {
    if (this.#stopping?.has(offset) === true) this.failed(offset, undefined)
    else if (this.#settle(offset)) this.#listener.done(offset, value)
  }

  doneInRow(first: number, values: ArrayLike<unknown>): void {
    const listener = this.#listener
    if (listener.doneInRow !== undefined && this.#stopping === undefined && this.#over.addRow(first, values.length))
      listener.doneInRow(first, values)
    else for (let at = 0; at < values.length; at++) this.done(first + at, values[at])
  }

  failed(offset: number, error: unknown): void {
    if (this.#settle(offset))
      this.#listener.failed(offset, this.#stopping?.has(offset) === true ? this.#stopping.get(offset)?.error : error)
  }

  progress(offset: number, progress: Progress): void {
    this.#listener.progress(offset, progress)
  }

  yielded(value: unknown): Promise<void> | undefined {
    return this.#stopping === undefined ? this.#listener.yielded(value) : undefined
  }

  returned(from: number): void {
    for (const offset of this.#ghosts ?? []) if (offset >= from) this.#ghosts?.delete(offset)
    const offsets = this.#open().filter(offset => offset >= from)
    this.#giveBack(offsets, { suspect: false, unstarted: undefined })
  }

  ended(took: number): void {
    this.returned(0)
    this.#end(took)
  }

  lost(error: unknown, running: number | undefined): void {
    const left = this.#open()
    const unknown = running === undefined && left.length > 1
    if (this.#started && !unknown)
      for (const offset of left) if (!this.#inSequence || running === undefined || offset === running) this.failed(offset, error)
    this.#giveBack(this.#open(), { suspect: unknown, unstarted: this.#started ? undefined : { error } })
    this.#end(undefined)
  }

  #cancel(offset: number, error: unknown): void {
    if (this.#over.has(offset) || this.#stopping?.has(offset) === true) return
    if (this.#runs(offset)) return this.#stop(offset, error)
    this.#stopping ??= new Map()
    this.#stopping.set(offset, { error, since: performance.now() })
    // Where that is sure to be in time the call fails by coming back. It may have begun meanwhile.
    this.#host.recall()
    if (this.#over.has(offset)) return
    this.#job?.cancel(error, offset)
    if (!this.#runs(offset)) {
      this.failed(offset, error)
      this.#ghosts ??= new Set()
      this.#ghosts.add(offset)
      if (!this.#started) return
    }
    this.#waitForEnd()
  }

  #runs(offset: number): boolean {
    return this.#inSequence ? this.#job?.running().offset === offset : this.#started
  }

  /** The call runs: it may clean up before its worker is stopped. */
  #stop(offset: number, error: unknown): void {
    this.#stopping ??= new Map()
    if (this.#over.has(offset) || this.#stopping.has(offset)) return
    this.#stopping.set(offset, { error, since: performance.now() })
    this.#job?.cancel(error, offset)
    this.#waitForEnd()
  }

  #waitForEnd(delay = CANCEL_GRACE): void {
    this.#grace ??= setTimeout(() => environment().critical(() => this.#giveUp()), delay)
  }

  #giveUp(): void {
    this.#grace = undefined
    if (this.#ended) return
    if (this.#job?.leave !== undefined) return this.#leave()
    const stopping = [...(this.#stopping?.keys() ?? [])].find(offset => !this.#over.has(offset))
    const offset = stopping ?? [...(this.#ghosts ?? [])].find(ghost => this.#runs(ghost))
    if (offset !== undefined) {
      const name = this.#options.nameOf(offset)
      const error = new WorkerLostError(`${this.#host.name} was stopped, since ${name} on it did not end when it was told to`)
      void this.#host.stop(error)
    } else if (this.#ghosts !== undefined && this.#ghosts.size > 0) this.#waitForEnd()
  }

  /** The worker lives on, and with it the other calls. */
  #leave(): void {
    for (const [offset, { since }] of this.#stopping ?? []) {
      if (this.#over.has(offset)) continue
      const left = since + CANCEL_GRACE - performance.now()
      // Timers may go off a little early.
      if (left > 1) this.#waitForEnd(left)
      else {
        this.failed(offset, undefined)
        this.#job?.leave?.(offset)
      }
    }
  }

  #limitIn(delay: number): void {
    this.#limit = setTimeout(() => environment().critical(() => this.#checkLimit()), delay)
  }

  /** Calls follow each other: the time of the one that runs now counts. */
  #checkLimit(): void {
    const { timeout, nameOf } = this.#options
    if (this.#ended || timeout === undefined) return
    const stop = (offset: number): void => this.#stop(offset, timeoutError(nameOf(offset), timeout))
    if (!this.#inSequence) {
      for (const offset of this.#open()) stop(offset)
      return
    }
    const { offset, since } = this.#job?.running() ?? { offset: -1, since: undefined }
    const counts = offset >= 0 && since !== undefined && !this.#over.has(offset) && this.#stopping?.has(offset) !== true
    const left = counts ? since + timeout - (performance.timeOrigin + performance.now()) : timeout
    if (left <= 0) stop(offset)
    this.#limitIn(left > 0 ? left : timeout)
  }

  #open(): number[] {
    return this.#over.open(this.#calls)
  }

  #settle(offset: number): boolean {
    const first = this.#over.add(offset)
    if (!first) this.#ghosts?.delete(offset)
    return first
  }

  #giveBack(offsets: readonly number[], why: Return): void {
    const rest: number[] = []
    for (const offset of offsets) {
      if (this.#stopping?.has(offset) === true) this.failed(offset, undefined)
      else if (this.#settle(offset)) rest.push(offset)
    }
    if (rest.length > 0) this.#listener.returned(rest, why)
  }

  #end(took: number | undefined): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#limit)
    clearTimeout(this.#grace)
    this.#listener.ended(took)
  }
}

function timeoutError(name: string, timeout: number): TaskTimeoutError {
  return new TaskTimeoutError(`${name} did not end within ${timeout} ms and was stopped`, timeout)
}
