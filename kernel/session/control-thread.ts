/** The session's control thread, as its main thread sees it. */

import { setTimeout } from 'node:timers'
import { Worker } from 'node:worker_threads'
import type { ToControl, ToMain } from './control-entry.ts'

/** By then the start is over (ms). */
const START_IS_OVER = 150

export interface ControlThread {
  /** Before any code of the user's runs: only that can keep the main thread from answering. Idempotent. */
  start(): void
  tell(message: ToControl): void
}

/** It starts with the first cell, or a moment later: during the start it would take the processor from what the first cell waits for. */
export function createControlThread(flags: SharedArrayBuffer, hear: (message: ToMain) => void): ControlThread {
  let worker: Worker | undefined
  function start(): void {
    if (worker) return
    worker = new Worker(new URL('./control-entry.js', import.meta.url), {
      workerData: flags,
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: 1 },
    })
    worker.on('message', hear)
  }
  setTimeout(start, START_IS_OVER)
  return { start, tell: message => worker?.postMessage(message) }
}
