/** A job that a worker has, and those of its calls that run. */

import { unpackError } from '../capture/failure.ts'
import { encodeResult } from '../capture/result.ts'
import type { Reviver } from '../capture/reviver.ts'
import type { EncodedValue } from '../capture/shipment.ts'
import type { TaskOrigin } from '../environment.ts'
import { progressOf, type TaskContext } from '../tasks/context.ts'
import type { FromWorker, RunMessage, ToWorker } from './messages.ts'
import { Outgoing } from './outgoing.ts'
import type { AnyGenerator } from './run-generator.ts'
import { RunningCall } from './running-call.ts'
import type { CurrentTask } from './worker-runtime.ts'
import { WorkerStream } from './worker-stream.ts'

export type AnyFunction = (...args: unknown[]) => unknown

export interface ActiveJobOptions {
  readonly name: string
  readonly current: CurrentTask
  readonly reviver: Reviver
  /** @throws DataCloneError */
  readonly post: (message: FromWorker) => void
  /** @throws NotShippableError for what the way to the host cannot carry */
  readonly check: (encoded: EncodedValue) => void
}

export class ActiveJob {
  readonly message: RunMessage
  readonly out: Outgoing
  /** Those that run, by offset. */
  readonly calls = new Map<number, RunningCall>()
  readonly began = performance.now()
  /** Calls from here on are not started. */
  limit: number
  /** Calls whose outcome is not known. */
  open: number
  readonly #options: ActiveJobOptions
  readonly #origin: TaskOrigin
  readonly #stream: WorkerStream | undefined

  constructor(message: RunMessage, options: ActiveJobOptions) {
    const { job, mode, aliasing, discard, owner, label, context, calls } = message
    const { post, check, reviver, current } = options
    this.message = message
    this.limit = this.open = calls
    this.out = new Outgoing({ job, inOrder: mode !== 'parallel', aliasing, discard, post, check, idOf: reviver.idOf })
    this.#options = options
    this.#origin = current.origin(owner, label, context.apart === true ? 0 : context.index)
    this.#stream = mode === 'stream' ? new WorkerStream() : undefined
  }

  /** Makes the call the current one. */
  begin(offset: number): RunningCall {
    const { enter } = this.#options.current
    const call = new RunningCall(this.#origin, enter)
    this.calls.set(offset, call)
    enter(call)
    return call
  }

  /** What the function gives; of a generator function a promise of its end. */
  run(fn: AnyFunction, offset: number, call: RunningCall, args: unknown): unknown {
    const { wantsTask, single } = this.message
    const list = wantsTask || !single ? (single ? [args] : (args as unknown[])) : undefined
    const value = list === undefined ? fn(args) : wantsTask ? fn(this.#context(offset, call), ...list) : fn(...list)
    return this.#stream === undefined ? value : this.#run(this.#stream, value as AnyGenerator, call)
  }

  offsetOf(call: RunningCall): number | undefined {
    for (const [offset, each] of this.calls) if (each === call) return offset
    return undefined
  }

  /** The outcome of the call is known. */
  over(offset: number, call: RunningCall): void {
    call.over = true
    this.open--
    this.calls.delete(offset)
  }

  cancel({ offset, reason }: ToWorker & { type: 'cancel' }): void {
    const error = unpackError(reason, this.#options.reviver.resolve)
    for (const [each, call] of this.calls) if (offset === undefined || each === offset) call.stop.abort(error)
  }

  /** The host has taken what was yielded. */
  taken(): void {
    this.#stream?.taken()
  }

  /** The calls from `offset` on are not started: others may run them. */
  giveBack(offset: number): void {
    if (offset >= this.limit) return
    this.limit = offset
    this.#options.post({ type: 'returned', job: this.message.job, offset })
  }

  /** None of its calls can be made. */
  failAll(error: unknown): void {
    for (let offset = 0; offset < this.limit; offset++) this.out.failed(offset, error)
    this.limit = 0
  }

  async #run(stream: WorkerStream, generator: AnyGenerator, call: RunningCall): Promise<void> {
    const { current, check, post } = this.#options
    await stream.run(generator, {
      stop: call.stop,
      enter: () => current.enter(call),
      send: yielded => {
        const value = encodeResult(yielded)
        check(value)
        post({ type: 'yield', job: this.message.job, value })
      },
    })
  }

  #context(offset: number, call: RunningCall): TaskContext {
    const { name, post } = this.#options
    const { job, context } = this.message
    const apart = context.apart === true
    return {
      index: apart ? 0 : context.index + offset,
      count: apart ? 1 : context.count,
      get signal() {
        return call.stop.signal
      },
      worker: name,
      progress: progress => post({ type: 'progress', job, offset, progress: progressOf(progress) }),
    }
  }
}
