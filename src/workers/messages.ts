/** Every message between a worker host and its entry on the far side. */

import type { Transferable } from 'node:worker_threads'
import { type PackedError, packError } from '../capture/failure.ts'
import type { Delivery, EncodedValue, ReferenceId } from '../capture/shipment.ts'
import type { Owner } from '../environment.ts'
import type { Progress } from '../tasks/events.ts'

/** Names one run message for the life of its host. */
export type JobId = number

/** What `withTask` functions get besides `signal` and `progress`. */
export interface JobContext {
  /** Index of the first call; the others follow. */
  readonly index: number
  readonly count: number
  /** Calls that have nothing to do with each other: each is the only one of its kind, index 0 of 1. */
  readonly apart?: boolean
}

/**
 * How the calls of a job are run: one after the other (a call that waits holds up the rest), all at once, or as one
 * generator whose yields are sent.
 */
export type JobMode = 'sequence' | 'parallel' | 'stream'

/** Calls of one function. */
export interface RunMessage {
  readonly type: 'run'
  readonly job: JobId
  /** What has to be installed first. */
  readonly news: Delivery | undefined
  readonly fn: ReferenceId
  readonly mode: JobMode
  /** The function wants a TaskContext before its arguments. */
  readonly wantsTask: boolean
  readonly calls: number
  /** A list with, for each call, the list of its arguments, or with `single` its only argument. */
  readonly args: EncodedValue
  readonly single: boolean
  /** What a call returns may be changed by the next one: send it before. */
  readonly aliasing: boolean
  /** When a call began has to be known on the near side. */
  readonly timed: boolean
  /** The value of a call is `undefined`, whatever it returns. */
  readonly discard: boolean
  /** Nothing follows: the worker drains after it. */
  readonly last: boolean
  /** The next one may follow at once: wait for it without sleep. */
  readonly awake: boolean
  readonly context: JobContext
  readonly owner: Owner
  readonly label: string
}

export type ToWorker =
  | RunMessage
  /** Aborts the signal of one call, or of all. */
  | { readonly type: 'cancel'; readonly job: JobId; readonly offset: number | undefined; readonly reason: PackedError }
  /** What has not been started is to come back. */
  | { readonly type: 'recall' }
  /** One value that was yielded has been taken. */
  | { readonly type: 'taken'; readonly job: JobId }
  /** Nothing more will come. `drain`: be done by itself when its timers and handles are, and tell; else end now. */
  | { readonly type: 'close'; readonly drain: boolean }

export interface ResultsMessage {
  readonly type: 'results'
  readonly job: JobId
  /** Which calls these are: the first of a row, or each. */
  readonly offsets: number | readonly number[]
  /** A list; `undefined` stands where a call failed. */
  readonly values: EncodedValue
  /** Positions in that list, with what was thrown. */
  readonly failures: readonly (readonly [position: number, error: PackedError])[] | undefined
  /** Set where these are the last: milliseconds that the calls took, without the way there and back. */
  readonly took: number | undefined
}

export type FromWorker =
  | { readonly type: 'ready' }
  /** From a thread that had nothing to do yet: what a first job would wait for is done. */
  | { readonly type: 'warm' }
  | ResultsMessage
  /** The calls from `offset` on were not started, and will not be. */
  | { readonly type: 'returned'; readonly job: JobId; readonly offset: number }
  /** A call begins, where the near side has to know and shares no memory. */
  | { readonly type: 'began'; readonly job: JobId; readonly offset: number }
  | { readonly type: 'yield'; readonly job: JobId; readonly value: EncodedValue }
  | { readonly type: 'progress'; readonly job: JobId; readonly offset: number; readonly progress: Progress }
  /** An error that no call of a job returned: an unhandled rejection, a throw in a timer. The worker ends after it. */
  | { readonly type: 'fault'; readonly error: PackedError }
  /** The same, of work that had ended: the worker goes on. */
  | { readonly type: 'late'; readonly error: PackedError; readonly owner: Owner }
  | { readonly type: 'exit'; readonly code: number }
  /** Nothing is left to do for a worker that drains: it waits to be ended. One that ends by itself does not tell. */
  | { readonly type: 'drained' }
  /** From a thread that was asked for it: what V8 made of its code. */
  | { readonly type: 'compiled'; readonly bytes: Uint8Array }

/** The outcomes of calls that cannot be made. */
export function refused({ job, calls }: RunMessage, error: unknown): ResultsMessage {
  const values = { value: new Array(calls).fill(undefined), mixed: false }
  return allFailed({ type: 'results', job, offsets: 0, values, failures: undefined, took: 0 }, error)
}

/** The same results, if they cannot be had. */
export function allFailed({ values, ...rest }: ResultsMessage, error: unknown): ResultsMessage {
  const packed = packError(error, () => undefined)
  const list = (values.value as readonly unknown[]).map(() => undefined)
  return { ...rest, values: { value: list, mixed: false }, failures: list.map((_, position) => [position, packed]) }
}

/** What of a message moves to the other thread instead of being copied. */
export function movedIn(message: ToWorker | FromWorker): Transferable[] | undefined {
  const encoded =
    message.type === 'run'
      ? message.args
      : message.type === 'results'
        ? message.values
        : message.type === 'yield'
          ? message.value
          : undefined
  return encoded?.moved === undefined ? undefined : ([...new Set(encoded.moved)] as Transferable[])
}
