/** This thread's event loop, seen by pools as a worker that runs many calls at a time. */

import { LoopJob } from './loop-job.ts'
import type { Job, RunningJob, WorkerHost } from './worker-host.ts'

const READY = Promise.resolve()

export class EventLoopHost implements WorkerHost {
  readonly name: string
  readonly ready = READY
  readonly ended: Promise<void>
  readonly settled: Promise<void>
  readonly #end: () => void
  readonly #jobs = new Set<LoopJob>()
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
    return this.#jobs.size
  }

  get alive(): boolean {
    return this.#alive
  }

  run(job: Job): RunningJob {
    const { payload } = job
    if (payload.kind !== 'direct') throw new Error('a job for the event loop was made ready for another kind of worker')
    const running = new LoopJob(job, payload, () => this.#jobs.delete(running))
    this.#jobs.add(running)
    // Not queueMicrotask, which costs several times that.
    void this.ready.then(() => running.start())
    return running
  }

  recall(): void {
    for (const job of [...this.#jobs]) job.recall()
  }

  async close(): Promise<void> {
    this.#alive = false
    this.#end()
  }

  /** What it runs goes on, if it minds its signal not; its outcome is ignored. */
  async stop(error: unknown): Promise<void> {
    this.#alive = false
    for (const job of [...this.#jobs]) job.lose(error)
    this.#end()
  }

  /** Timers and sockets of what runs keep the process, not the pool. */
  ref(): void {}
  unref(): void {}
}
