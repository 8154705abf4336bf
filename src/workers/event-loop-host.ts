/** A place for one job at a time on this thread's event loop, seen by pools as a worker. */

import type { CallWithin } from '../environment.ts'
import { progressOf, type TaskContext } from '../tasks/context.ts'
import { StopSignal } from '../tasks/stop-signal.ts'
import type { DirectCalls } from './payload.ts'
import { type AnyGenerator, type GeneratorSteps, runGenerator } from './run-generator.ts'
import type { Job, RunningJob, WorkerHost } from './worker-host.ts'

interface Running {
  readonly job: Job
  readonly stop: StopSignal
  /** Milliseconds since the epoch. */
  since: number | undefined
}

const READY = Promise.resolve()

export class EventLoopHost implements WorkerHost {
  readonly name: string
  readonly ready = READY
  readonly ended: Promise<void>
  readonly settled: Promise<void>
  readonly #end: () => void
  #running: Running | undefined
  #alive = true

  constructor(name: string) {
    this.name = name
    let end = (): void => {}
    this.ended = new Promise(resolve => {
      end = resolve
    })
    this.settled = this.ended
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
    const running: Running = { job, stop: new StopSignal(), since: undefined }
    this.#running = running
    // Not queueMicrotask, which costs several times that.
    void this.ready.then(() => {
      if (this.#running === running) this.#start(running, payload)
    })
    return {
      running: () => ({ offset: running.since === undefined ? -1 : 0, since: running.since }),
      cancel: reason => running.stop.abort(reason),
    }
  }

  recall(): void {
    const running = this.#running
    if (running === undefined || running.since !== undefined) return
    this.#running = undefined
    running.job.listener.ended(0)
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
    running?.job.listener.lost(error, running.since === undefined ? -1 : 0)
    this.#end()
  }

  /** Timers and sockets of what runs keep the process, not the pool. */
  ref(): void {}
  unref(): void {}

  #start(running: Running, { fn, args, within }: DirectCalls): void {
    const { job, stop } = running
    const began = performance.now()
    running.since = performance.timeOrigin + began
    const { listener } = job
    listener.started()
    const end = (tell: () => void): void => {
      if (this.#running !== running) return
      this.#running = undefined
      tell()
      listener.ended(performance.now() - began)
    }
    const failed = (error: unknown): void => end(() => listener.failed(0, error))
    const call = fn as (...args: unknown[]) => unknown
    const [given] = args.value as readonly unknown[]
    const list = job.single ? [given] : (given as readonly unknown[])
    try {
      const called = within(stop, () => (job.wantsTask ? call(contextOf(job, stop), ...list) : call(...list)))
      const value = job.mode === 'stream' ? runGenerator(called as AnyGenerator, stepsOf(running, within)) : called
      Promise.resolve(value).then(result => end(() => listener.done(0, job.discard ? undefined : result)), failed)
    } catch (error) {
      failed(error)
    }
  }
}

function stepsOf({ job, stop }: Running, within: CallWithin): GeneratorSteps {
  return { stop, within: fn => within(stop, fn), yielded: value => job.listener.yielded(value) }
}

function contextOf({ context, listener }: Job, stop: StopSignal): TaskContext {
  return {
    index: context.index,
    count: context.count,
    get signal() {
      return stop.signal
    },
    worker: 'main',
    progress: progress => listener.progress(0, progressOf(progress)),
  }
}
