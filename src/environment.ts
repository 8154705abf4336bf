/**
 * What surrounds the library: a notebook's session, or a plain Node script. The session configures it once, at its
 * start; without that the library works with the defaults below.
 */

import './capture/builtins.ts'
import type { CompiledRuntime } from './capture/contract.ts'
import type { PoolStats } from './pools/pool.ts'
import type { ServerStats } from './serve/server.ts'
import type { TaskEvent } from './tasks/events.ts'
import type { StopSignal } from './tasks/stop-signal.ts'

/** Who started a piece of work, as the host counts: in a notebook the cell. */
export type Owner = number

/** What a display call hands on. */
export interface DisplayRequest {
  readonly data: Record<string, unknown>
  readonly metadata?: Record<string, unknown>
  readonly displayId?: string
  /** Replaces an earlier display with the same id. */
  readonly update?: boolean
}

interface OpenService {
  readonly name: string
  /** What the caller has in hand. */
  readonly target: object
  /** Resolves, never rejects, when it has ended. */
  readonly closed: Promise<void>
  close(): Promise<void>
}

export interface PoolService extends OpenService {
  readonly kind: 'pool'
  /** What kind of pool, by the name of its class. */
  readonly workers: string
  stats(): PoolStats
}

export interface ServerService extends OpenService {
  readonly kind: 'server'
  readonly url: string
  stats(): ServerStats
}

/** A pool or a server, as a host lists them. */
export type Service = PoolService | ServerService

interface StartedWorker {
  readonly name: string
  /** Jobs that it has now. */
  readonly busy: number
  /** Resolves, never rejects, when it is gone. */
  readonly ended: Promise<void>
}

export interface StartedThread extends StartedWorker {
  readonly kind: 'thread'
  /** Milliseconds for which its event loop was not waiting, since it started; known also while it spins. */
  activeTime(): number
  /** Bytes of its heap that are in use, where Node tells (from 22.16 on). */
  heapUsed(): Promise<number> | undefined
}

export interface StartedProcess extends StartedWorker {
  readonly kind: 'process'
  readonly pid: number
}

/** A worker thread or process, as a host lists it. */
export type LiveWorker = StartedThread | StartedProcess

/** Anything that an interrupt of its owner has to stop. */
export interface Cancellable {
  readonly owner: Owner
  /** As a host lists it. */
  readonly name?: string
  /** A detached one outlives its cell's end, not an interrupt of the session. */
  readonly detached: boolean
  cancel(reason?: unknown): void
  /** Resolves, never rejects, when it has ended and its output is out. */
  readonly settled: Promise<void>
}

/** A module that each worker loads before user code, with `data` passed to its `setUp`. */
export interface WorkerSetup {
  readonly module: string
  readonly data: unknown
  /** File descriptors that worker processes inherit, under the same numbers. */
  readonly descriptors?: readonly number[]
  /** Variables of worker processes besides those of this process; `undefined`: without that one. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** On whose behalf a worker runs what it runs. */
export interface TaskOrigin {
  readonly owner: Owner
  /** In front of what it prints; `''`: nothing. */
  readonly label: string
  /** The worker's name. */
  readonly worker: string
  /** Of the task among its fellows, or of the first item of a map's chunk. */
  readonly index: number
}

/** What `setUp(data)` of that module returns, in the worker. */
export interface WorkerHooks {
  /** Output until `endTask` is that task's. */
  beginTask(task: TaskOrigin): void
  /** Everything printed so far has been handed on when this returns. */
  endTask(): void
  /** What a task displays; without these only its text is printed. */
  display?(request: DisplayRequest): void
  clearOutput?(wait: boolean): void
  /** Replaces what compiled code gets from the global runtime here: imports as the notebook resolves them, `import.meta`. */
  readonly runtime?: Partial<Pick<CompiledRuntime, 'import' | 'meta'>>
}

/**
 * Calls `fn` as the task that this stops: `environment().signal()` is the task's for what it calls, and where the host
 * compiled the code, each of its awaits ends when it stops.
 */
export type CallWithin = <T>(task: StopSignal, fn: () => T) => T

export interface Environment {
  /** The owner of what is started now. */
  owner(): Owner
  /** The signal that cancels what `owner` started, where the host has one. */
  signal(): AbortSignal | undefined
  display(request: DisplayRequest): void
  clearOutput(wait: boolean): void
  /** Told of each piece of work at its start. */
  track(work: Cancellable): void
  /** Told of each pool and server when it opens. */
  open(service: Service): void
  /** Told of each worker thread and process when it starts. */
  worker(worker: LiveWorker): void
  /** Work that outlived its task failed (a timer in a thread, say), so that no call can carry the error. */
  lateError(error: unknown, owner: Owner): void
  /** Something that its author should know, but that is no error. */
  warn(text: string): void
  /** Told of what happens to tasks: for progress displays and timelines. */
  taskEvent(event: TaskEvent): void
  /** The same where it is a task of this thread; asked for first, as it comes without an AbortSignal. */
  stop(): StopSignal | undefined
  /** What calls functions as tasks within the work of this moment, also later, when other work is the current one. */
  taskCaller(): CallWithin
  /** A critical section of the library runs: the host must not tear the thread out of it. Calls nest. */
  critical<T>(section: () => T): T
  readonly workerSetup: WorkerSetup | undefined
  /** Directory from which a shipped function's relative imports are resolved. */
  readonly directory: () => string
  /** How many workers a pool has by default: of the machine's processors what the pools around it leave. */
  readonly parallelism: () => number
}

/** Without a host only what a function calls before its first await is known to be its own. */
class PlainScope {
  #task: StopSignal | undefined

  get task(): StopSignal | undefined {
    return this.#task
  }

  readonly within: CallWithin = (task, fn) => {
    const outer = this.#task
    this.#task = task
    try {
      return fn()
    } finally {
      this.#task = outer
    }
  }
}

const scope = new PlainScope()

/** Where nobody wants to know of tasks. */
export function untold(): void {}

const plain: Environment = {
  owner: () => 0,
  signal: () => scope.task?.signal,
  stop: () => scope.task,
  taskCaller: () => scope.within,
  display: request => console.log(request.data['text/plain'] ?? Object.keys(request.data).join(', ')),
  clearOutput: () => {},
  track: () => {},
  open: () => {},
  worker: () => {},
  lateError: error => console.error(error),
  warn: text => void process.stderr.write(`Warning: ${text}\n`),
  taskEvent: untold,
  critical: section => section(),
  workerSetup: undefined,
  directory: () => process.cwd(),
  // Threads are told, and start sooner without that module.
  parallelism: () => process.getBuiltinModule('node:os').availableParallelism(),
}

let current: Environment = plain

/** Called once by the host before any user code. */
export function configureEnvironment(environment: Partial<Environment>): void {
  current = { ...plain, ...environment }
}

export function environment(): Environment {
  return current
}

const cleanups = new Set<(owner: Owner) => void>()

/** For parts of the library that hand out what code has to give back: `cleanup` gives it back where that code was torn away. */
export function whenTornAway(cleanup: (owner: Owner) => void): void {
  cleanups.add(cleanup)
}

/** For a host that has stopped code of `owner` by force: it ran no `finally`. */
export function tornAway(owner: Owner): void {
  for (const cleanup of cleanups) cleanup(owner)
}
