/**
 * `import { input, openComm, onComm } from 'tsloom/jupyter'`: what a cell can ask of the front end. Works in a notebook's
 * session only; what works everywhere is in `tsloom`.
 */

/** Extra parts of a comm message. */
export interface CommOptions {
  readonly metadata?: Record<string, unknown>
  /** Binary data that travels beside `data`. */
  readonly buffers?: readonly Uint8Array[]
}

type CommListener = (
  data: unknown,
  message: { readonly metadata: Record<string, unknown>; readonly buffers: readonly Uint8Array[] },
) => void

/** One open line to the front end. Source: Jupyter messaging protocol, "Custom messages". */
export interface Comm {
  readonly id: string
  readonly targetName: string
  readonly isOpen: boolean
  /** @throws Error when the comm is closed. */
  send(data: unknown, options?: CommOptions): void
  /** Returns a function that stops listening. */
  onMessage(listener: CommListener): () => void
  onClose(listener: CommListener): () => void
  /** Idempotent. */
  close(data?: unknown): void
}

export type CommHandler = (comm: Comm, data: unknown, message: Parameters<CommListener>[1]) => void

/** What the session puts behind these functions. */
export interface JupyterSession {
  openComm(targetName: string, data?: unknown, options?: CommOptions): Comm
  onComm(targetName: string, handler: CommHandler): () => void
  input(prompt: string, password: boolean): Promise<string>
  showTasks(options: ShowTasksOptions): void
  showWorkers(): Promise<void>
  cancelTasks(which: string): Promise<void>
  stopServices(which: string): Promise<void>
  replaceServer(which: ReplacedServer): Promise<void>
}

/** A server of this notebook that another one takes the place of. */
export interface ReplacedServer {
  /** Any port but 0. */
  readonly port?: number
  /** The name of the variable that holds it. */
  readonly variable?: string
}

/** How a cell shows the tasks that it starts. */
export interface ShowTasksOptions {
  /** Adds a figure: one lane per worker, one bar per task. */
  readonly timeline?: boolean
  /** Gathers what tasks print by worker, or in the order of the tasks, until the cell ends. */
  readonly group?: 'worker' | 'order'
  /** What is printed after the cell has ended goes to it (`spawn`, the default), or to the cell that runs then (`current`). */
  readonly to?: 'spawn' | 'current'
}

const connection: { session?: JupyterSession } = {}

/** Called by the session at its start. */
export function connectJupyter(session: JupyterSession): void {
  connection.session = session
}

function session(what: string): JupyterSession {
  if (connection.session) return connection.session
  throw new Error(`${what} needs a notebook's front end: call it in a cell, not in a worker or a plain script.`)
}

/**
 * Opens a comm to the front end's target `targetName`.
 * @example const comm = openComm('my-widget', { value: 1 }); comm.onMessage(data => console.log(data))
 */
export function openComm(targetName: string, data?: unknown, options?: CommOptions): Comm {
  return session('openComm').openComm(targetName, data, options)
}

/**
 * Calls `handler` for each comm that the front end opens on `targetName`. Returns a function that stops it.
 * @example onComm('echo', (comm) => comm.onMessage(data => comm.send(data)))
 */
export function onComm(targetName: string, handler: CommHandler): () => void {
  return session('onComm').onComm(targetName, handler)
}

/**
 * Asks the person at the notebook for a line of text.
 * @throws Error where the front end allows no input (a headless run).
 * @example const name = await input('Your name? ')
 */
export async function input(prompt = '', options: { readonly password?: boolean } = {}): Promise<string> {
  return session('input').input(prompt, options.password ?? false)
}

/**
 * Says how this cell shows the tasks that it starts from now on.
 * @example showTasks({ timeline: true }); await pool.map(work, items)
 */
export function showTasks(options: ShowTasksOptions): void {
  session('showTasks').showTasks(options)
}

/** Shows what is there now: pools, servers, tasks under way, and how busy their workers are. `%workers` is this. */
export function showWorkers(): Promise<void> {
  return session('showWorkers').showWorkers()
}

/**
 * Cancels the tasks of that name or id, as `showWorkers` shows them, or `all`; resolves when they have stopped.
 * @example await cancelTasks('download')
 */
export function cancelTasks(which = 'all'): Promise<void> {
  return session('cancelTasks').cancelTasks(which)
}

/**
 * Closes the pools and servers of that name, or `all`; resolves when what they had under way is done.
 * @example await stopServices('server')
 */
export function stopServices(which = 'all'): Promise<void> {
  return session('stopServices').stopServices(which)
}

/**
 * Closes the server of this notebook that has that port or is in that variable, if there is one, and says so. A `%%serve` that is run
 * once more starts with this.
 * @example await replaceServer({ port: 8000 })
 */
export function replaceServer(which: ReplacedServer): Promise<void> {
  return session('replaceServer').replaceServer(which)
}

export { runScript, type ScriptOptions } from './run-script.ts'
