/** A place for one job at a time on this thread's event loop, seen by pools as a worker. */

import type { CallWithin } from '../environment.ts'
import { progressOf, type TaskContext } from '../tasks/context.ts'
import { StopSignal } from '../tasks/stop-signal.ts'
import type { DirectCall } from './payload.ts'
import { type AnyGenerator, type GeneratorSteps, runGenerator } from './run-generator.ts'
import type { CallResult, Job, RunningJob, WorkerHost } from './worker-host.ts'

interface Running {
  readonly job: Job
  readonly stop: StopSignal
}

const READY = Promise.resolve()

export class EventLoopHost implements WorkerHost {
  readonly name: string
  readonly ready = READY
  readonly ended: Promise<void>
  readonly #end: () => void
  #running: Running | undefined
  #alive = true

  constructor(name: string) {
    this.name = name
    let end = (): void => {}
    this.ended = new Promise(resolve => {
      end = resolve
    })
    this.#end = end
  }

  get busy(): number {
    return this.#running === undefined ? 0 : 1
  }

  get alive(): boolean {
    return this.#alive
  }

  run(job: Job): RunningJob {
    const { payload } = job
    if (payload.kind !== 'direct') throw new Error('a job for the event loop was made ready for another kind of worker')
    const running: Running = { job, stop: new StopSignal() }
    this.#running = running
    // Not queueMicrotask, which costs several times that.
    void this.ready.then(() => {
      if (this.#running === running) this.#start(running, payload)
    })
    return { cancel: reason => running.stop.abort(reason) }
  }

  async close(): Promise<void> {
    this.#alive = false
    this.#end()
  }

  /** What it runs goes on, if it minds its signal not; its outcome is ignored. */
  async stop(error: unknown): Promise<void> {
    this.#alive = false
    const running = this.#running
    this.#running = undefined
    running?.stop.abort(error)
    running?.job.listener.lost(error)
    this.#end()
  }

  /** Timers and sockets of what runs keep the process, not the pool. */
  ref(): void {}
  unref(): void {}

  #start(running: Running, { fn, args, within }: DirectCall): void {
    const { job, stop } = running
    job.listener.started()
    const began = performance.now()
    const end = (result: CallResult): void => {
      if (this.#running !== running) return
      this.#running = undefined
      job.listener.done([result], performance.now() - began)
    }
    const failed = (error: unknown): void => end({ ok: false, error })
    const call = fn as (...args: unknown[]) => unknown
    try {
      const called = within(stop, () => (job.wantsTask ? call(contextOf(job, stop), ...args) : call(...args)))
      const value = job.streams === true ? runGenerator(called as AnyGenerator, stepsOf(running, within)) : called
      Promise.resolve(value).then(result => end({ ok: true, value: result }), failed)
    } catch (error) {
      failed(error)
    }
  }
}

function stepsOf({ job, stop }: Running, within: CallWithin): GeneratorSteps {
  return { stop, within: fn => within(stop, fn), yielded: value => job.listener.yielded(value) }
}

function contextOf({ context, listener }: Job, stop: StopSignal): TaskContext {
  const { index } = context
  return {
    index,
    count: context.count,
    get signal() {
      return stop.signal
    },
    worker: 'main',
    progress: progress => listener.progress(index, progressOf(progress)),
  }
}
