import type { ChildProcess } from 'node:child_process'
import type { ConnectionInfo } from '../protocol/connection-file.ts'
import { isRecord } from '../protocol/content-reader.ts'
import type { Message } from '../protocol/message.ts'
import { KernelDiedError, type KernelExit, KernelTimeoutError } from './errors.ts'
import { type ExecuteOptions, type Execution, execute } from './execute.ts'
import { connectKernel, type KernelConnection, withTimeout } from './kernel-connection.ts'
import { type KernelProcess, spawnKernel } from './kernel-process.ts'
import { newConnection, writeConnectionFile } from './new-connection.ts'

export interface StartOptions {
  /** The kernelspec's `argv`; `{connection_file}` in it is replaced. */
  readonly argv: readonly string[]
  readonly cwd?: string
  /** Added to this process's environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The kernelspec's `interrupt_mode`; default `message`. */
  readonly interruptMode?: 'message' | 'signal'
  /** Milliseconds until the kernel must have answered; default 60 000. */
  readonly startTimeout?: number
  /** Called with what the kernel's process itself writes to stdout and stderr. */
  readonly onLog?: (text: string) => void
}

export interface Kernel extends Pick<KernelConnection, 'send' | 'request' | 'onMessage' | 'heartbeat'> {
  readonly process: ChildProcess
  readonly connection: ConnectionInfo
  readonly connectionFile: string
  /** Content of the kernel_info_reply. */
  readonly info: Readonly<Record<string, unknown>>
  /** Resolves when the process has ended, for whatever reason. */
  readonly exited: Promise<KernelExit>
  execute(code: string, options?: ExecuteOptions): Promise<Execution>
  /**
   * Resolves when the kernel has replied; in signal mode when the signal was sent. The interrupted cell's own reply may come
   * after that, and until then takes with it what is queued: await it before the next `execute`.
   */
  interrupt(timeout?: number): Promise<void>
  /** Asks the kernel to end, and after `timeout` (default 5000 ms) kills it. Idempotent; resolves when it is gone. */
  shutdown(options?: { readonly restart?: boolean; readonly timeout?: number }): Promise<void>
  /** SIGKILL, at once. */
  kill(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const PORT_TAKEN = /EADDRINUSE|address already in use/i
const ATTEMPTS = 4

/** Starts a kernel on fresh loopback ports and resolves when it answers and its iopub is heard. */
export async function startKernel(options: StartOptions): Promise<Kernel> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options)
    } catch (error) {
      // Between choosing the ports and their use by the kernel another process may have taken one.
      if (!(error instanceof KernelDiedError && PORT_TAKEN.test(error.message)) || attempt === ATTEMPTS) throw error
    }
  }
}

async function startOnce(options: StartOptions): Promise<Kernel> {
  const connection = await newConnection()
  const file = await writeConnectionFile(connection)
  let kernel: KernelProcess
  try {
    kernel = await spawnKernel({ ...options, argv: options.argv.map(part => part.replaceAll('{connection_file}', file.path)) })
  } catch (error) {
    await file.remove()
    throw new Error(`the kernel could not be started: ${error instanceof Error ? error.message : error}`, { cause: error })
  }
  const wire = connectKernel(connection)
  const exited = kernel.exited.then(exit => {
    wire.exchanges.failAll(new KernelDiedError(exit, kernel.log()))
    return exit
  })
  const release = async () => {
    await exited
    await Promise.all([wire.close(), file.remove()])
  }
  const kill = async () => {
    await kernel.kill()
    await release()
  }
  try {
    const info = await ready(wire, options.startTimeout ?? 60_000, kernel.log)
    let ending: Promise<void> | undefined
    const shutdown: Kernel['shutdown'] = ({ restart = false, timeout = 5000 } = {}) => {
      ending ??= end(wire, kernel, restart, timeout).then(release)
      return ending
    }
    void exited.then(release)
    return {
      process: kernel.child,
      connection,
      connectionFile: file.path,
      info,
      exited,
      send: wire.send,
      request: wire.request,
      onMessage: wire.onMessage,
      heartbeat: wire.heartbeat,
      execute: (code, executeOptions) => execute(wire, code, executeOptions),
      async interrupt(timeout = 30_000) {
        if (options.interruptMode === 'signal') kernel.child.kill('SIGINT')
        else await wire.request('control', 'interrupt_request', {}, { timeout })
      },
      shutdown,
      kill,
      [Symbol.asyncDispose]: () => shutdown(),
    }
  } catch (error) {
    await kill()
    throw error
  }
}

/** Kernels without iopub_welcome are asked again until something was heard on iopub: only then does none of their output get lost. */
async function ready(wire: KernelConnection, timeout: number, log: () => string): Promise<Readonly<Record<string, unknown>>> {
  let heard: (message: Message) => void = () => {}
  const iopub = new Promise<Message>(resolve => {
    heard = resolve
  })
  const stop = wire.onMessage(heard)
  const asked = async () => {
    for (;;) {
      const reply = await wire.request('shell', 'kernel_info_request', {})
      const subscribed = await withTimeout(iopub, 'iopub', 50).catch(() => undefined)
      if (subscribed !== undefined) return isRecord(reply.content) ? reply.content : {}
    }
  }
  try {
    return await withTimeout(asked(), 'start of the kernel', timeout)
  } catch (error) {
    if (error instanceof KernelTimeoutError && log().trim() !== '') error.message += `; it wrote:\n${log().trim()}`
    throw error
  } finally {
    stop()
  }
}

async function end(wire: KernelConnection, kernel: KernelProcess, restart: boolean, timeout: number): Promise<void> {
  const deadline = performance.now() + timeout
  // Its death is as good an answer as its reply.
  await wire.request('control', 'shutdown_request', { restart }, { timeout }).catch(() => {})
  await withTimeout(kernel.exited, 'shutdown', Math.max(0, deadline - performance.now())).catch(kernel.kill)
}
