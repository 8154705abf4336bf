/** A job that a worker has. */

import { unpackError } from '../capture/failure.ts'
import { encodeResult } from '../capture/result.ts'
import type { Reviver } from '../capture/reviver.ts'
import type { EncodedValue } from '../capture/shipment.ts'
import { progressOf, type TaskContext } from '../tasks/context.ts'
import { Calls } from './calls.ts'
import type { FromWorker, RunMessage, ToWorker } from './messages.ts'
import { Outgoing } from './outgoing.ts'
import type { AnyGenerator } from './run-generator.ts'
import type { RunningCall } from './running-call.ts'
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
  readonly calls: Calls
  readonly began = performance.now()
  /** Calls from here on are not started. */
  limit: number
  /** Calls whose outcome is not known. */
  open: number
  readonly #options: ActiveJobOptions
  readonly #stream: WorkerStream | undefined

  constructor(message: RunMessage, options: ActiveJobOptions) {
    const { job, mode, aliasing, discard, owner, label, context, calls } = message
    const { post, check, reviver, current } = options
    this.message = message
    this.limit = this.open = calls
    this.out = new Outgoing({ job, inOrder: mode !== 'parallel', aliasing, discard, post, check, idOf: reviver.idOf })
    this.#options = options
    this.calls = new Calls(current.origin(owner, label, context.apart === true ? 0 : context.index), current)
    this.#stream = mode === 'stream' ? new WorkerStream() : undefined
  }

  /**
   * What the function gives; of a generator function a promise of its end.
   *
   * @param call the one in turn if there is none
   */
  run(fn: AnyFunction, offset: number, args: unknown, call?: RunningCall): unknown {
    const { wantsTask, single } = this.message
    if (single && !wantsTask && this.#stream === undefined) return fn(args)
    const list = single ? [args] : (args as unknown[])
    const value = wantsTask ? fn(this.#context(offset, call ?? this.calls.call), ...list) : fn(...list)
    return this.#stream === undefined ? value : this.#run(this.#stream, value as AnyGenerator, call ?? this.calls.call)
  }

  /** The outcome of the call is known. */
  over(offset: number): void {
    this.open--
    this.calls.over(offset)
  }

  cancel({ offset, reason }: ToWorker & { type: 'cancel' }): void {
    this.calls.stop(offset, unpackError(reason, this.#options.reviver.resolve))
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
