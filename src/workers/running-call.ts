/** One call that runs in a worker: on whose behalf, and what stops it. */

import type { CompiledFrame } from '../capture/contract.ts'
import type { TaskOrigin } from '../environment.ts'
import { StopSignal } from '../tasks/stop-signal.ts'
import { createTaskFrame, type TaskFrame } from './task-frame.ts'

export class RunningCall {
  readonly origin: TaskOrigin
  /** Its outcome is known: what it left behind is not its failure any more. */
  over = false
  readonly #enter: (call: RunningCall) => void
  #stop: StopSignal | undefined
  #frame: TaskFrame | undefined

  constructor(origin: TaskOrigin, enter: (call: RunningCall) => void, stop?: StopSignal) {
    this.origin = origin
    this.#enter = enter
    this.#stop = stop
  }

  get stop(): StopSignal {
    this.#stop ??= new StopSignal()
    return this.#stop
  }

  get stopped(): { readonly reason: unknown } | undefined {
    return this.#stop?.aborted === true ? { reason: this.#stop.reason } : undefined
  }

  /** What compiled code gets at the entry of a function. */
  frame(): CompiledFrame {
    if (this.#frame === undefined) {
      const frame = createTaskFrame({ enter: () => this.#enter(this), stopped: () => this.stopped?.reason })
      this.stop.onStop(frame.stop)
      this.#frame = frame
    }
    return this.#frame.enter()
  }
}
