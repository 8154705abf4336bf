/** A worker thread, seen from the thread that started it. Its far side is `thread-entry.ts`. */

import { clearTimeout, setTimeout } from 'node:timers'
import { type ResourceLimits, Worker } from 'node:worker_threads'
import { environment, type StartedThread } from '../environment.ts'
import { NotShippableError } from '../errors.ts'
import { keeper } from '../sync/keeper.ts'
import { type ThreadSeat, threads } from '../sync/thread-table.ts'
import { CompiledCode, type CompiledForThread } from './compiled-code.ts'
import { HostJobs } from './host-jobs.ts'
import { type FromWorker, movedIn, type ToWorker } from './messages.ts'
import { Position } from './position.ts'
import { expandResults, RunWire, type ShortResults } from './short-messages.ts'
import type { Job, RunningJob, WorkerHost } from './worker-host.ts'
import type { WorkerData } from './worker-side.ts'

export interface ThreadOptions {
  readonly name: string
  readonly resourceLimits?: ResourceLimits
  /** The workers that a pool in this thread has by default. */
  readonly parallelism?: number
}

/** What the entry finds in `workerData`. */
export interface ThreadData {
  readonly tsloom: WorkerData & {
    readonly seat: ThreadSeat
    readonly position: SharedArrayBuffer
    readonly compiled: CompiledForThread
  }
}

/** Bundled as CommonJS: a thread without Node's loader of ES modules starts sooner. */
const ENTRY = new URL('./thread-start.cjs', import.meta.url)
const code = new CompiledCode()

/** A process that ends on its own ends its threads: close them a little before that counts as refusing. */
const CLOSE_GRACE = 2000

export class ThreadHost implements WorkerHost {
  readonly name: string
  readonly ended: Promise<void>
  readonly settled: Promise<void>
  readonly ready: Promise<void>
  readonly #worker: Worker
  readonly #jobs: HostJobs
  readonly #seat = threads().begin()
  readonly #wire = new RunWire()
  #settle = (): void => {}
  #isReady = (): void => {}
  #outOfMemory = false
  #stopped = false
  #closing = false
  /** Closed, and done: it waits to be ended. */
  #drained = false

  constructor({ name, resourceLimits, parallelism = environment().parallelism() }: ThreadOptions) {
    this.name = name
    const { workerSetup, directory } = environment()
    const position = new Position()
    const data: ThreadData = {
      tsloom: {
        name,
        directory: directory(),
        setup: workerSetup,
        seat: this.#seat,
        position: position.memory,
        parallelism,
        compiled: code.forThread(this),
      },
    }
    this.#jobs = new HostJobs({ name, post: message => this.#post(message), position })
    this.#worker = new Worker(ENTRY, { name, workerData: data, ...(resourceLimits && { resourceLimits }) })
    this.#worker.on('message', (message: FromWorker | ShortResults) => environment().critical(() => this.#receive(expandResults(message))))
    this.#worker.on('error', error => {
      this.#outOfMemory ||= (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
      this.#jobs.fault(error)
    })
    this.ready = new Promise(resolve => {
      this.#isReady = resolve
      this.#worker.once('exit', () => resolve())
    })
    this.ended = new Promise(resolve => {
      this.#worker.on('exit', exitCode => {
        environment().critical(() => this.#end(exitCode))
        resolve()
      })
    })
    this.settled = new Promise(resolve => {
      this.#settle = resolve
      void this.ended.then(resolve)
    })
    environment().worker(liveThread(this, this.#worker))
  }

  get busy(): number {
    return this.#jobs.size
  }

  get alive(): boolean {
    return !this.#jobs.ended && !this.#closing
  }

  run(job: Job): RunningJob {
    this.#isReady()
    return this.#jobs.run(job)
  }

  recall(): void {
    this.#jobs.recall()
  }

  async close({ drain = false } = {}): Promise<void> {
    if (this.#jobs.ended) return
    if (!this.#closing || this.#drained) {
      this.#closing = true
      this.#drained = false
      this.#post({ type: 'close', drain })
    }
    if (!drain) {
      const timer = setTimeout(() => void this.#worker.terminate(), CLOSE_GRACE)
      await this.ended
      clearTimeout(timer)
    }
    await this.ended
  }

  async stop(error: unknown): Promise<void> {
    this.#closing = true
    this.#stopped = true
    environment().critical(() => this.#jobs.loseAll(error))
    await this.#worker.terminate()
  }

  ref(): void {
    this.#worker.ref()
  }

  unref(): void {
    this.#worker.unref()
  }

  #receive(message: FromWorker): void {
    if (message.type === 'compiled') return code.keep(message.bytes)
    if (message.type === 'warm') return this.#isReady()
    if (message.type !== 'drained') return this.#jobs.receive(message)
    this.#drained = true
    this.#worker.unref()
    this.#settle()
  }

  #post(message: ToWorker): void {
    try {
      const short = message.type === 'run' ? this.#wire.shorten(message) : undefined
      this.#worker.postMessage(short ?? message, movedIn(message))
      if (message.type === 'run') this.#wire.sent(message, short)
    } catch (error) {
      if (!(error instanceof DOMException)) throw error
      throw new NotShippableError(`a value cannot travel: ${error.message}`, { cause: error })
    }
  }

  #end(exitCode: number): void {
    code.ended(this)
    threads().end(this.#seat.id, this.#stopped || exitCode !== 0 || this.#jobs.failed ? 'lost' : 'ended')
    keeper().lookAgain()
    this.#jobs.end({
      unexpected: `${this.name} ended unexpectedly with code ${exitCode}`,
      outOfMemory: this.#outOfMemory
        ? `${this.name} ran out of memory and was stopped; let it hold less at a time, or raise resourceLimits.maxOldGenerationSizeMb`
        : undefined,
    })
  }
}

/** Types of Node 20 lack it. */
interface TellsHeap {
  getHeapStatistics?(): Promise<{ readonly used_heap_size: number }>
}

function liveThread(host: WorkerHost, worker: Worker & TellsHeap): StartedThread {
  return {
    kind: 'thread',
    name: host.name,
    ended: host.ended,
    get busy() {
      return host.busy
    },
    activeTime: () => worker.performance.eventLoopUtilization().active,
    heapUsed: () => worker.getHeapStatistics?.().then(({ used_heap_size }) => used_heap_size),
  }
}
