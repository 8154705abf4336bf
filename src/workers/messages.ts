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
}

export type ToWorker =
  | {
      readonly type: 'run'
      readonly job: JobId
      /** What has to be installed first. */
      readonly definitions: Delivery['definitions']
      readonly bindings: Delivery['bindings']
      /** Of what was installed earlier. */
      readonly forget: Delivery['forget']
      readonly fn: ReferenceId
      /** The function wants a TaskContext before its arguments. */
      readonly wantsTask: boolean
      /** It is a generator function: what it yields is sent as it comes. */
      readonly streams: boolean
      /** One list of arguments a call. */
      readonly calls: readonly EncodedValue[]
      readonly context: JobContext
      readonly owner: Owner
      readonly label: string
      readonly directory: string
    }
  /** One value that was yielded has been taken. */
  | { readonly type: 'taken'; readonly job: JobId }
  | { readonly type: 'cancel'; readonly job: JobId; readonly reason: PackedError }
  /** Nothing more will come. `drain`: end by itself when its timers and handles are done; else end now. */
  | { readonly type: 'close'; readonly drain: boolean }

export type CallOutcome = { readonly ok: true; readonly value: EncodedValue } | { readonly ok: false; readonly error: PackedError }

export type FromWorker =
  | { readonly type: 'ready' }
  | {
      readonly type: 'done'
      readonly job: JobId
      /** In the order of the calls. */
      readonly outcomes: readonly CallOutcome[]
      /** Milliseconds that the calls took, without the way there and back. */
      readonly took: number
    }
  | { readonly type: 'yield'; readonly job: JobId; readonly value: EncodedValue }
  | { readonly type: 'progress'; readonly job: JobId; readonly index: number; readonly progress: Progress }
  /** An error that no call of a job returned: an unhandled rejection, a throw in a timer. The worker ends after it. */
  | { readonly type: 'fault'; readonly error: PackedError }
  | { readonly type: 'exit'; readonly code: number }

/** The outcomes of calls that could not be made, or whose results cannot be had. */
export function allFailed(calls: readonly unknown[], error: unknown): CallOutcome[] {
  const packed = packError(error, () => undefined)
  return calls.map(() => ({ ok: false, error: packed }))
}

/** What of a message moves to the other thread instead of being copied. */
export function movedIn(message: ToWorker | FromWorker): Transferable[] {
  const moved = new Set<object>()
  if (message.type === 'run') for (const call of message.calls) for (const part of call.moved ?? []) moved.add(part)
  if (message.type === 'yield') for (const part of message.value.moved ?? []) moved.add(part)
  if (message.type === 'done')
    for (const outcome of message.outcomes) if (outcome.ok) for (const part of outcome.value.moved ?? []) moved.add(part)
  return [...moved] as Transferable[]
}
