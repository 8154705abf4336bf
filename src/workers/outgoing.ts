/** Results of a job on their way to the host, gathered into few messages. */

import { packError } from '../capture/failure.ts'
import { encodeResult } from '../capture/result.ts'
import type { EncodedValue, ReferenceId } from '../capture/shipment.ts'
import { NotShippableError } from '../errors.ts'
import { mergedNotes, type Notes, PLAIN } from './encoded-list.ts'
import type { FromWorker, JobId, ResultsMessage } from './messages.ts'

/** Milliseconds that a result waits for others at most, while calls follow each other. */
const HELD = 2
/** Asking for the time takes as long as a short call: after so many of those it is asked at the latest. */
const MOST_PASSED = 32

export interface OutgoingOptions {
  readonly job: JobId
  /** In what order results come: as the calls, or as they are ready. */
  readonly inOrder: boolean
  /** A later call may change what an earlier one returned. */
  readonly aliasing: boolean
  readonly discard: boolean
  /** @throws DataCloneError */
  readonly post: (message: FromWorker) => void
  /** @throws NotShippableError */
  readonly check: (encoded: EncodedValue) => void
  readonly idOf: (value: object) => ReferenceId | undefined
}

export class Outgoing {
  readonly #options: OutgoingOptions
  /** Where they are not in a row. */
  #offsets: number[] | undefined
  #first = 0
  #values: unknown[] = []
  #notes: Notes = PLAIN
  #failures: [number, ReturnType<typeof packError>][] | undefined
  #since = performance.now()
  #looked = this.#since
  #passed = 0
  #passes = 1

  constructor(options: OutgoingOptions) {
    this.#options = options
  }

  get empty(): boolean {
    return this.#values.length === 0
  }

  done(offset: number, value: unknown): void {
    if (value === undefined || this.#options.discard || isTimer(value)) return this.#add(offset, undefined)
    if (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol') return this.#add(offset, value)
    let encoded: EncodedValue
    try {
      encoded = encodeResult(value)
      this.#options.check(encoded)
    } catch (error) {
      return this.failed(offset, error)
    }
    this.#notes = mergedNotes(this.#notes, encoded)
    this.#add(offset, encoded.value)
    if (this.#options.aliasing) this.flush()
  }

  failed(offset: number, error: unknown): void {
    this.#failures ??= []
    this.#failures.push([this.#values.length, packError(error, this.#options.idOf)])
    this.#add(offset, undefined)
  }

  /** Something has waited long enough. To be asked after each call. */
  get due(): boolean {
    if (++this.#passed < this.#passes || this.#values.length === 0) return false
    const now = performance.now()
    this.#passes = now - this.#looked < HELD / 8 ? Math.min(2 * this.#passes, MOST_PASSED) : 1
    this.#passed = 0
    this.#looked = now
    return now - this.#since >= HELD
  }

  flush(took?: number): void {
    const { job, inOrder, post } = this.#options
    const message: ResultsMessage = {
      type: 'results',
      job,
      offsets: inOrder ? this.#first : (this.#offsets ?? []),
      values: { value: this.#values, ...this.#notes },
      failures: this.#failures,
      took,
    }
    this.#since = took === undefined ? performance.now() : 0
    this.#offsets = undefined
    this.#values = []
    this.#notes = PLAIN
    this.#failures = undefined
    try {
      post(message)
    } catch {
      this.#apart(message)
    }
  }

  #add(offset: number, value: unknown): void {
    if (this.#values.length === 0) this.#first = offset
    if (!this.#options.inOrder) {
      this.#offsets ??= []
      this.#offsets.push(offset)
    }
    this.#values.push(value)
  }

  /** One of the values does not clone: the others do. */
  #apart({ values, failures, ...rest }: ResultsMessage): void {
    const all = [...(values.value as unknown[])]
    const failed = new Map(failures)
    for (const [position, value] of all.entries()) {
      try {
        structuredClone(value)
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        failed.set(position, packError(new NotShippableError(`the result cannot travel: ${reason}`), this.#options.idOf))
        all[position] = undefined
      }
    }
    this.#options.post({ ...rest, values: { ...values, value: all }, failures: [...failed] })
  }
}

/** `setInterval(…)` as the last expression of a body: a handle of that worker, of no use here. */
function isTimer(value: unknown): boolean {
  return typeof value === 'object' && value !== null && /^(?:Timeout|Immediate)$/.test(value.constructor?.name ?? '') && 'hasRef' in value
}
