/** A place for one job at a time on this thread's event loop, seen by pools as a worker. */

import { StopSignal } from '../async/stop-signal.ts'
import { progressOf, type TaskContext } from '../tasks/context.ts'
import type { DirectCalls } from './payload.ts'
import type { CallResult, Job, RunningJob, WorkerHost } from './worker-host.ts'

interface Running {
  readonly job: Job
  readonly stop: StopSignal
}

export class EventLoopHost implements WorkerHost {
  readonly name: string
  readonly ready: Promise<void> = Promise.resolve()
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
    queueMicrotask(() => {
      if (this.#running !== running) return
      job.listener.started()
      const began = performance.now()
      void this.#results(running, payload).then(results => {
        if (this.#running !== running) return
        this.#running = undefined
        job.listener.done(results, performance.now() - began)
      })
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

  async #results({ job, stop }: Running, { fn, calls, within }: DirectCalls): Promise<readonly CallResult[]> {
    const call = fn as (...args: unknown[]) => unknown
    const results: CallResult[] = []
    for (const [offset, args] of calls.entries()) {
      try {
        const value = within(stop, () => (job.wantsTask ? call(contextOf(job, stop, offset), ...args) : call(...args)))
        results.push({ ok: true, value: await value })
      } catch (error) {
        results.push({ ok: false, error })
      }
    }
    return results
  }
}

function contextOf({ context, listener }: Job, stop: StopSignal, offset: number): TaskContext {
  const index = context.index + offset
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
