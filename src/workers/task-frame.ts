/** The frame of a call in a worker: stopping the call rejects what it awaits. */

import { createFrame } from '../capture/compiled-frame.ts'
import type { CompiledFrame } from '../capture/contract.ts'

export interface TaskFrameOptions {
  /** Makes the call the one that output and new work belong to. */
  readonly enter: () => void
  /** Why the call is to stop; `undefined`: it may go on. */
  readonly stopped: () => unknown
}

export interface TaskFrame {
  /** For a function that is called now. */
  enter(): CompiledFrame
  /** Rejects what is awaited. */
  stop(reason: unknown): void
}

export function createTaskFrame({ enter, stopped }: TaskFrameOptions): TaskFrame {
  // One set for all pending awaits: a race against a long-lived promise would leak a reaction for each await.
  const pending = new Set<(reason: unknown) => void>()
  const frame = createFrame({ enter, pending, stopped })
  let cleanup: CompiledFrame | undefined
  return {
    enter() {
      if (stopped() === undefined) return frame
      // Functions called after the stop clean up: they may wait until the worker is stopped.
      cleanup ??= createFrame({ enter, pending: new Set(), stopped: () => undefined })
      return cleanup
    },
    stop(reason) {
      for (const reject of pending) reject(reason)
      pending.clear()
    },
  }
}
