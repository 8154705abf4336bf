import { Dealer } from 'zeromq'
import { type ExecuteOptions, type Execution, execute } from '../../kernel/client/execute.ts'
import { connectKernel, type KernelConnection } from '../../kernel/client/kernel-connection.ts'
import { newConnection } from '../../kernel/client/new-connection.ts'
import { addressOf, type ConnectionInfo, type PortName } from '../../kernel/protocol/connection-file.ts'
import type { Message } from '../../kernel/protocol/message.ts'
import { serveKernel } from '../../kernel/serve-kernel.ts'
import { createFakeInterpreter, type FakeInterpreter, type FakeOptions } from './fake-interpreter.ts'

export interface ServedTestKernel {
  readonly connection: ConnectionInfo
  readonly client: KernelConnection
  readonly interpreter: FakeInterpreter
  /** Lines of the kernel's log. */
  readonly log: string[]
  /** Resolves with the first log line that fits, also one from before. */
  logged(pattern: RegExp): Promise<string>
  /** Sends frames to a channel as they are, from a socket that is connected to no other channel. */
  sendRaw(port: PortName, frames: readonly (Uint8Array | string)[]): Promise<void>
  /** Values of `restart` of each shutdown. */
  readonly shutdowns: boolean[]
  execute(code: string, options?: ExecuteOptions): Promise<Execution>
  /** The next message on iopub that fits. */
  next(fits: (message: Message) => boolean): Promise<Message>
  [Symbol.asyncDispose](): Promise<void>
}

/** The protocol side on real sockets in this process, in front of a fake interpreter, with a client that hears iopub. */
export async function servedKernel(options: FakeOptions = {}): Promise<ServedTestKernel> {
  const connection = await newConnection()
  const log: string[] = []
  const logListeners = new Set<() => void>()
  const raw: Dealer[] = []
  const shutdowns: boolean[] = []
  let interpreter: FakeInterpreter | undefined
  const kernel = await serveKernel({
    connection,
    about: { version: '0.0.0-test', typescript: '7.0.0' },
    interpreter: listener => {
      interpreter = createFakeInterpreter(listener, options)
      return interpreter
    },
    log: line => {
      log.push(line)
      for (const look of logListeners) look()
    },
    onShutdown: restart => void shutdowns.push(restart),
  })
  if (interpreter === undefined) throw new Error('serveKernel made no interpreter')
  const client = connectKernel(connection)
  const next = (fits: (message: Message) => boolean) =>
    new Promise<Message>(resolve => {
      const stop = client.onMessage(message => {
        if (!fits(message)) return
        stop()
        resolve(message)
      })
    })
  await next(message => message.header.msg_type === 'iopub_welcome')
  return {
    connection,
    client,
    interpreter,
    log,
    shutdowns,
    logged: pattern =>
      new Promise(resolve => {
        const look = () => {
          const line = log.find(text => pattern.test(text))
          if (line === undefined) return
          logListeners.delete(look)
          resolve(line)
        }
        logListeners.add(look)
        look()
      }),
    async sendRaw(port, frames) {
      const socket = new Dealer({ linger: 1000 })
      raw.push(socket)
      socket.connect(addressOf(connection, port))
      await socket.send(frames as (Buffer | string)[])
    },
    execute: (code, executeOptions) => execute(client, code, executeOptions),
    next,
    async [Symbol.asyncDispose]() {
      for (const socket of raw) socket.close()
      await client.close()
      await kernel.close()
    },
  }
}

export function content(message: Message | undefined): Record<string, unknown> {
  return message?.content as Record<string, unknown>
}

export function types(messages: readonly Message[]): string[] {
  return messages.map(message =>
    message.header.msg_type === 'status' ? String(content(message).execution_state) : message.header.msg_type,
  )
}
