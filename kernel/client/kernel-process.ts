import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { KernelExit } from './errors.ts'

export interface KernelProcess {
  readonly child: ChildProcess
  readonly exited: Promise<KernelExit>
  /** The last of what the process wrote to stdout and stderr. */
  log(): string
  /** SIGKILL to the kernel and its process group; resolves when the kernel is gone. */
  kill(): Promise<void>
}

export interface ProcessOptions {
  readonly argv: readonly string[]
  readonly cwd?: string | undefined
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  readonly onLog?: ((text: string) => void) | undefined
}

const KEPT_LOG = 8192
const FATAL_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Starts a process that does not outlive this one. It leads a process group, so that a Ctrl-C here is not its own. */
export async function spawnKernel({ argv, cwd, env, onLog }: ProcessOptions): Promise<KernelProcess> {
  const [command, ...args] = argv
  if (command === undefined) throw new Error('argv of the kernel is empty')
  const child = spawn(command, args, {
    cwd,
    // Kernels that watch it end themselves when this process was killed and cannot end them.
    env: { ...process.env, JPY_PARENT_PID: String(process.pid), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-KEPT_LOG)
      onLog?.(text)
    })
  }
  // 'close' comes after the last of the output, but not before descendants that hold the pipes have ended.
  const exited = new Promise<KernelExit>(resolve => child.once('exit', (code, signal) => setImmediate(resolve, { code, signal })))
  await once(child, 'spawn')
  // A failed kill is no reason to end this process.
  child.on('error', () => {})
  const release = killAtExit(child)
  void exited.then(release)
  return {
    child,
    exited,
    log: () => log,
    async kill() {
      killGroup(child)
      await exited
    },
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

/** On every listener of ours, so that they do not take each other for the program's own. */
const KILLS_KERNEL = Symbol('tsloom.killsKernel')

/** However this process ends, bar SIGKILL. Where the program handles a signal itself, that handler decides. */
function killAtExit(child: ChildProcess): () => void {
  const onExit = () => killGroup(child)
  const onSignal = Object.assign(
    (signal: NodeJS.Signals) => {
      if (!process.listeners(signal).every(listener => KILLS_KERNEL in listener)) return
      killGroup(child)
      release()
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
    },
    { [KILLS_KERNEL]: true },
  )
  const release = () => {
    process.off('exit', onExit)
    for (const signal of FATAL_SIGNALS) process.off(signal, onSignal)
  }
  process.once('exit', onExit)
  for (const signal of FATAL_SIGNALS) process.on(signal, onSignal)
  return release
}
