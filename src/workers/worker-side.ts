/** The far side of every worker: what its host sends is run, and what the code does besides is told. */

import { packError } from '../capture/failure.ts'
import type { EncodedValue } from '../capture/shipment.ts'
import { type Cancellable, configureEnvironment, type WorkerHooks, type WorkerSetup } from '../environment.ts'
import { JobRunner } from './job-runner.ts'
import type { FromWorker, JobId, ToWorker } from './messages.ts'
import { installOwnedTimers } from './owned-timers.ts'
import type { Position } from './position.ts'
import { Printed } from './printed.ts'
import { CurrentTask, installWorkerRuntime } from './worker-runtime.ts'

/** What a worker is told when it starts. */
export interface WorkerData {
  readonly name: string
  readonly directory: string
  readonly setup: WorkerSetup | undefined
  /** The workers that a pool in this worker has by default. */
  readonly parallelism: number
}

/** The way to the host. */
export interface WorkerLink {
  /** @throws DataCloneError */
  post(message: FromWorker): void
  /** Resolves when what was posted has left, as far as that takes time. */
  posted?(): Promise<void>
  /** @throws NotShippableError for what it cannot carry */
  check?(value: EncodedValue): void
  /** From now on the link does not keep the worker alive. */
  unref(): void
  /** The opposite. A worker whose link has it waits to be ended instead of ending by itself. */
  ref?(): void
  /** The module at that URL, or a promise of it. */
  load(url: string): unknown
  /** Where the host sees what runs, if they share memory. */
  readonly position?: Position
}

export interface WorkerSide {
  receive(message: ToWorker): void
  /** Nothing runs. */
  readonly idle: boolean
}

interface SetupModule {
  setUp(data: unknown): WorkerHooks
}

/** At once where nothing has to be loaded first. */
export function serveJobs(data: WorkerData, link: WorkerLink): WorkerSide | Promise<WorkerSide> {
  const { setup } = data
  if (setup === undefined) return serve(data, link, undefined)
  const begin = (loaded: unknown): WorkerSide => serve(data, link, (loaded as SetupModule).setUp(setup.data))
  const loaded = link.load(setup.module)
  return loaded instanceof Promise ? loaded.then(begin) : begin(loaded)
}

function serve({ name, directory, setup, parallelism }: WorkerData, link: WorkerLink, hooks: WorkerHooks | undefined): WorkerSide {
  const exit = process.exit.bind(process)
  const printed = new Printed()
  const current = new CurrentTask(name, hooks)
  const reviver = installWorkerRuntime(current, hooks, directory)
  const handOn = (): Promise<unknown> | undefined => {
    if (hooks !== undefined) return void hooks.endTask()
    return printed.left()
  }
  const runner = new JobRunner({
    name,
    current,
    reviver,
    position: link.position,
    post(message) {
      link.post(message)
      if (message.type === 'results' && message.took !== undefined && message.job === last) drain()
    },
    check: encoded => link.check?.(encoded),
    handOn,
  })
  let last: JobId | undefined
  let draining = false
  const drain = (): void => {
    draining = true
    void Promise.resolve(printed.left()).then(() => {
      hooks?.endTask()
      link.unref()
    })
  }
  installOwnedTimers(current)
  configureNested({ current, hooks, setup, directory, parallelism })

  process.exit = ((code?: number | string | null) => {
    hooks?.endTask()
    runner.flush()
    link.post({ type: 'exit', code: Number(code ?? process.exitCode ?? 0) })
    return exit(code)
  }) as typeof process.exit

  process.on('exit', () => hooks?.endTask())
  /** Before code of the user's adds its own: what that does at the end, its cell waits for. */
  let listeners: number | undefined
  process.on('beforeExit', () => {
    if (link.ref === undefined || !draining || process.exitCode !== undefined || listening() !== listeners) return
    hooks?.endTask()
    link.post({ type: 'drained' })
    link.ref()
  })
  process.on('uncaughtException', error => {
    hooks?.endTask()
    const call = current.failed ?? current.call
    current.failed = undefined
    const packed = packError(error, reviver.idOf)
    if (!draining && (call === undefined || call.over || runner.mingled))
      return link.post({ type: 'late', error: packed, owner: call?.origin.owner ?? 0 })
    if (call !== undefined && runner.fail(call, error)) return
    runner.flush()
    link.post({ type: 'fault', error: packed })
    void Promise.all([printed.left(), link.posted?.()]).then(() => exit(1))
  })

  return {
    get idle() {
      return runner.idle
    },
    receive(message) {
      listeners ??= listening()
      switch (message.type) {
        case 'run':
          if (message.last) last = message.job
          return runner.run(message)
        case 'cancel':
          return runner.cancel(message)
        case 'taken':
          return runner.taken(message)
        case 'recall':
          return runner.recall()
        case 'close':
          if (message.drain) return draining ? undefined : drain()
          draining = true
          void Promise.resolve(printed.left()).then(() => {
            hooks?.endTask()
            exit(0)
          })
          return
      }
    },
  }
}

function listening(): number {
  return process.listenerCount('exit') + process.listenerCount('beforeExit')
}

interface Nesting {
  readonly current: CurrentTask
  readonly hooks: WorkerHooks | undefined
  readonly setup: WorkerSetup | undefined
  readonly directory: string
  readonly parallelism: number
}

/** Workers that a call starts belong to its cell and end with it. */
function configureNested({ current, hooks, setup, directory, parallelism }: Nesting): void {
  configureEnvironment({
    owner: () => current.call?.origin.owner ?? 0,
    signal: () => current.call?.stop.signal,
    stop: () => current.call?.stop,
    taskCaller: () => current.taskCaller(),
    track: (work: Cancellable) => {
      const stop = current.call?.stop
      if (stop === undefined || work.detached) return
      void work.settled.then(stop.onStop(reason => work.cancel(reason)))
    },
    lateError: error => void Promise.reject(error),
    ...(hooks?.display && { display: request => hooks.display?.(request) }),
    ...(hooks?.clearOutput && { clearOutput: wait => hooks.clearOutput?.(wait) }),
    workerSetup: setup,
    directory: () => directory,
    parallelism: () => parallelism,
  })
}
