/** A worker process, seen from the process that started it. Its far side is `process-entry.ts`. */

import { setTimeout } from 'node:timers'
import { refuseLocal } from '../capture/shareable.ts'
import { environment, type StartedProcess } from '../environment.ts'
import { NotShippableError } from '../errors.ts'
import { ChannelBridge } from '../sync/channel-bridge.ts'
import type { FromRemoteChannel, ToRemoteChannel } from '../sync/channel-messages.ts'
import { ArrayFiles } from './array-files.ts'
import { HostJobs } from './host-jobs.ts'
import { inheritedFlags } from './inherited-flags.ts'
import { allFailed, type FromWorker, type ToWorker } from './messages.ts'
import { orphanGuard } from './orphan-guard.ts'
import { type ProcessFarm, startFarm } from './process-farm.ts'
import { type Packing, packValues, unpackValues } from './process-values.ts'
import { expandResults, RunWire, type ShortResults } from './short-messages.ts'
import type { Job, RunningJob, WorkerHost } from './worker-host.ts'
import type { WorkerData } from './worker-side.ts'

export interface ProcessOptions {
  readonly name: string
  /** Flags for Node; default: those of this process. */
  readonly execArgv?: readonly string[]
  /** Variables that it has besides those of this process. */
  readonly env?: Readonly<Record<string, string>>
}

/** What the entry is told first. */
export interface ProcessData extends WorkerData {
  /** Where large arrays lie. */
  readonly files: string
}

/** Messages that are no calls; the farm ignores them. */
export type Aside<M, C> = { readonly owner: 'tsloom' } & ({ readonly message: M } | { readonly channel: C })
export type AsideToWorker = Aside<ToWorker, ToRemoteChannel>
export type AsideFromWorker = Aside<FromWorker, FromRemoteChannel>

/** A process that is to end has this long before it is killed (ms). */
const CLOSE_GRACE = 2000

export class ProcessHost implements WorkerHost {
  readonly name: string
  readonly ended: Promise<void>
  readonly settled: Promise<void>
  readonly ready: Promise<void>
  readonly #jobs: HostJobs
  readonly #files = new ArrayFiles()
  readonly #channels = new ChannelBridge(channel => this.#send({ owner: 'tsloom', channel }))
  readonly #packing: Packing = { files: this.#files, channelEnd: state => this.#channels.end(state) }
  readonly #wire = new RunWire()
  readonly #farm: ProcessFarm | undefined
  readonly #execArgv: readonly string[]
  #closing = false

  constructor({ name, execArgv = inheritedFlags(process.execArgv), env }: ProcessOptions) {
    this.name = name
    this.#execArgv = execArgv
    this.#jobs = new HostJobs({ name, post: message => this.#post(message) })
    const { workerSetup, directory } = environment()
    try {
      this.#farm = startFarm({
        execArgv,
        env: { ...process.env, ...workerSetup?.env, ...env },
        descriptors: workerSetup?.descriptors ?? [],
      })
    } catch (error) {
      this.#jobs.fault(error)
    }
    this.ended = this.#whenEnded()
    this.settled = this.ended
    this.ready = this.#start({
      name,
      directory: directory(),
      setup: workerSetup,
      files: this.#files.name,
      parallelism: environment().parallelism(),
    })
    if (this.#farm?.child.pid !== undefined) environment().worker(liveProcess(this, this.#farm.child.pid))
  }

  get busy(): number {
    return this.#jobs.size
  }

  get alive(): boolean {
    return !this.#jobs.ended && !this.#closing
  }

  run(job: Job): RunningJob {
    return this.#jobs.run(job)
  }

  recall(): void {
    this.#jobs.recall()
  }

  async close({ drain = false } = {}): Promise<void> {
    if (this.#jobs.ended) return
    if (!this.#closing) {
      this.#closing = true
      this.#post({ type: 'close', drain })
    }
    if (!drain) {
      const timer = setTimeout(() => this.#kill(), CLOSE_GRACE)
      await this.ended
      clearTimeout(timer)
    }
    await this.ended
  }

  async stop(error: unknown): Promise<void> {
    this.#closing = true
    environment().critical(() => this.#jobs.loseAll(error))
    this.#kill()
    await this.ended
  }

  ref(): void {
    this.#farm?.child.ref()
    this.#farm?.child.channel?.ref()
  }

  unref(): void {
    this.#farm?.child.unref()
    this.#farm?.child.channel?.unref()
  }

  #start(data: ProcessData): Promise<void> {
    return new Promise(resolve => {
      void this.ended.then(resolve)
      this.#farm?.calls.start(data, error => {
        if (this.#jobs.ended) return
        if (error === null) this.#receive({ type: 'ready' })
        else {
          this.#jobs.fault(error)
          this.#kill()
        }
        resolve()
      })
    })
  }

  #whenEnded(): Promise<void> {
    const farm = this.#farm
    return new Promise(resolve => {
      const end = (unexpected: string): void => {
        if (this.#jobs.ended) return
        if (farm?.child.pid !== undefined) orphanGuard().delete(farm.child.pid)
        environment().critical(() => this.#jobs.end({ unexpected }))
        farm?.end()
        this.#files.remove()
        this.#channels.close()
        resolve()
      }
      if (farm === undefined) return queueMicrotask(() => end('no process could be started'))
      const { child } = farm
      if (child.pid !== undefined) orphanGuard().add(child.pid)
      child.on('message', (aside: AsideFromWorker) => {
        if (aside.owner !== 'tsloom') return
        if ('message' in aside) this.#receive(aside.message)
        else environment().critical(() => this.#channels.receive(aside.channel))
      })
      child.once('exit', (code, signal) => end(describeEnd(this.name, code, signal, this.#execArgv)))
      child.on('error', error => {
        // Others come of messages to a process that is gone, whose exit says more.
        if (child.pid !== undefined) return
        this.#jobs.fault(error)
        end(error.message)
      })
    })
  }

  #post(message: ToWorker): void {
    if (this.#farm === undefined) return
    if (message.type === 'run') refuseLocal([...(message.news?.bindings.map(({ value }) => value) ?? []), message.args])
    try {
      if (message.type === 'run') {
        const short = this.#wire.shorten(message)
        this.#farm.calls.run(short ?? packValues(message, this.#packing), this.#ranOne)
        this.#wire.sent(message, short)
      } else this.#send({ owner: 'tsloom', message })
    } catch (error) {
      throw new NotShippableError(`a value cannot travel to a process: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      })
    }
  }

  readonly #ranOne = (error: unknown, done: unknown): void => {
    if (error === null) this.#receive(expandResults(done as FromWorker | ShortResults))
  }

  #send(aside: AsideToWorker): void {
    if (this.#farm?.child.connected) this.#farm.child.send(aside)
  }

  #receive(message: FromWorker): void {
    environment().critical(() => this.#jobs.receive(this.#whole(message)))
  }

  #whole(message: FromWorker): FromWorker {
    try {
      return unpackValues(message, this.#files)
    } catch (error) {
      return message.type === 'results' ? allFailed(message, error) : message
    }
  }

  #kill(): void {
    this.#farm?.child.kill('SIGKILL')
  }
}

function liveProcess(host: WorkerHost, pid: number): StartedProcess {
  return {
    kind: 'process',
    name: host.name,
    pid,
    ended: host.ended,
    get busy() {
      return host.busy
    },
  }
}

function describeEnd(name: string, code: number | null, signal: NodeJS.Signals | null, execArgv: readonly string[]): string {
  if (signal === 'SIGKILL')
    return `${name} was ended by SIGKILL: by hand, or by the system when memory ran short; let it hold less at a time, or use fewer workers`
  if (signal === 'SIGABRT' || signal === 'SIGTRAP' || signal === 'SIGILL')
    return `${name} ended with ${signal}: most likely it ran out of memory (its standard error says why); let it hold less at a time, or raise execArgv: ['--max-old-space-size=8192']`
  if (signal === 'SIGSEGV' || signal === 'SIGBUS') return `${name} crashed with ${signal}, in native code; its standard error may say where`
  if (signal !== null) return `${name} was ended by ${signal}, from outside`
  const flags = code === 9 && execArgv.length > 0 ? `; Node refuses the flags ${execArgv.join(' ')}` : ''
  return `${name} ended unexpectedly with exit code ${code}${flags}`
}
