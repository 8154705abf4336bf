/** The frame of a task in a worker: its signal stops it. */

import { createFrame } from '../capture/compiled-frame.ts'
import type { CompiledFrame } from '../capture/contract.ts'

export interface TaskFrameOptions {
  readonly signal: AbortSignal
  /** Makes the task the one that output and new work belong to. */
  readonly enter: () => void
}

export function createTaskFrame({ signal, enter }: TaskFrameOptions): () => CompiledFrame {
  // One listener for all pending awaits: a race against a long-lived promise would leak a reaction for each await.
  const pending = new Set<(reason: unknown) => void>()
  signal.addEventListener(
    'abort',
    () => {
      for (const reject of pending) reject(signal.reason)
      pending.clear()
    },
    { once: true },
  )
  const frame = createFrame({ enter, pending, stopped: () => (signal.aborted ? signal.reason : undefined) })
  // Functions called after the stop clean up: they may wait until the worker is stopped.
  const cleanup = createFrame({ enter, pending: new Set(), stopped: () => undefined })
  return () => (signal.aborted ? cleanup : frame)
}
