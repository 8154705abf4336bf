/** Every message between `worker-process.ts` and `worker-entry.ts`. */

import type { PackedError } from '../capture/failure.ts'
import type { ReferenceId } from '../capture/shipment.ts'
import type { Owner, WorkerSetup } from '../environment.ts'
import type { Counts } from './counts.ts'

export type ToServeWorker =
  /** First; the listening handle comes with it. */
  | {
      readonly type: 'serve'
      /** In front of what it prints. */
      readonly name: string
      readonly owner: Owner
      readonly directory: string
      readonly setup: WorkerSetup | undefined
      readonly handler: ReferenceId
      /** Definitions and bindings by `v8.serialize`: made once for all workers. */
      readonly shipment: Uint8Array
    }
  | { readonly type: 'close'; readonly timeout: number }

export type FromServeWorker =
  | { readonly type: 'listening' }
  /** It cannot start. `listen`: because of the port. */
  | { readonly type: 'unable'; readonly step: 'handler' | 'listen'; readonly error: PackedError }
  | { readonly type: 'counts'; readonly counts: Counts }
  | { readonly type: 'failed'; readonly error: PackedError }
  /** An error outside of any request; the worker ends after it. */
  | { readonly type: 'fault'; readonly error: PackedError }
