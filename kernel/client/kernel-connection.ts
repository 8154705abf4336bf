import { randomUUID } from 'node:crypto'
import { Dealer, Subscriber } from 'zeromq'
import { LOSSLESS } from '../channels/channel-context.ts'
import { startReceiveLoop } from '../channels/receive-loop.ts'
import { createCodec } from '../protocol/codec.ts'
import { addressOf, type ConnectionInfo } from '../protocol/connection-file.ts'
import { createComposer, type Draft, type Message } from '../protocol/message.ts'
import { ConnectionClosedError, KernelTimeoutError } from './errors.ts'
import { createExchanges, type Exchanges } from './exchanges.ts'

export type ClientChannel = 'shell' | 'control' | 'stdin'

export interface RequestOptions {
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly buffers?: readonly Uint8Array[]
  /** Milliseconds; none by default, as a dead kernel fails every request. */
  readonly timeout?: number
}

export interface KernelConnection {
  readonly exchanges: Exchanges
  /** Sends without waiting for anything; returns what was sent. */
  send(channel: ClientChannel, draft: Draft): Message
  /** Resolves with the reply. */
  request(channel: 'shell' | 'control', type: string, content: unknown, options?: RequestOptions): Promise<Message>
  /** Called with every message on iopub, whoever caused it. Returns how to stop. */
  onMessage(listener: (message: Message) => void): () => void
  /** Resolves with the round trip's milliseconds. */
  heartbeat(timeout?: number): Promise<number>
  close(): Promise<void>
}

/** Connects to a kernel that runs or is about to. The kernel's own loop and options serve this side as well. */
export function connectKernel(connection: ConnectionInfo): KernelConnection {
  const session = randomUUID()
  const compose = createComposer({ username: 'tsloom', session })
  const codec = createCodec({ key: connection.key, signatureScheme: connection.signature_scheme })
  const exchanges = createExchanges()
  const listeners = new Set<(message: Message) => void>()
  const pulses: (() => void)[] = []

  // The default interval of 100 ms would be seen in every kernel's start.
  const options = { ...LOSSLESS, linger: 0, receiveHighWaterMark: 0, reconnectInterval: 10 }
  const dealers = {
    shell: new Dealer({ ...options, routingId: session }),
    control: new Dealer({ ...options, routingId: session }),
    stdin: new Dealer({ ...options, routingId: session }),
  }
  const iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0, reconnectInterval: 10 })
  const heart = new Dealer(options)
  iopub.connect(addressOf(connection, 'iopub_port'))
  iopub.subscribe()
  dealers.shell.connect(addressOf(connection, 'shell_port'))
  dealers.control.connect(addressOf(connection, 'control_port'))
  dealers.stdin.connect(addressOf(connection, 'stdin_port'))
  heart.connect(addressOf(connection, 'hb_port'))

  const decoded = (take: (message: Message) => void) => (frames: Buffer[]) => {
    const result = codec.decode(frames)
    if (result.ok) take(result.message)
  }
  const loops = [
    startReceiveLoop(
      dealers.shell,
      decoded(message => exchanges.arrive('reply', message)),
    ),
    startReceiveLoop(
      dealers.control,
      decoded(message => exchanges.arrive('reply', message)),
    ),
    startReceiveLoop(
      dealers.stdin,
      decoded(message => exchanges.arrive('input', message)),
    ),
    startReceiveLoop(
      iopub,
      decoded(message => {
        for (const listener of listeners) listener(message)
        exchanges.arrive('output', message)
      }),
    ),
    startReceiveLoop(heart, () => pulses.shift()?.()),
  ]

  function send(channel: ClientChannel, draft: Draft): Message {
    const message = compose(draft)
    if (!dealers[channel].closed) void dealers[channel].send(codec.encode(message) as Buffer[])
    return message
  }

  return {
    exchanges,
    send,
    request(channel, type, content, { timeout, ...draft } = {}) {
      const { header } = send(channel, { type, content, ...draft })
      const reply = new Promise<Message>((resolve, reject) => exchanges.open(header.msg_id, { reply: resolve, fail: reject }))
      return withTimeout(reply, type, timeout).finally(() => exchanges.close(header.msg_id))
    },
    onMessage(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async heartbeat(timeout = 5000) {
      const started = performance.now()
      const pulse = new Promise<void>(resolve => pulses.push(resolve))
      await heart.send(['', 'ping'])
      await withTimeout(pulse, 'heartbeat', timeout)
      return performance.now() - started
    },
    async close() {
      exchanges.failAll(new ConnectionClosedError())
      for (const socket of [...Object.values(dealers), iopub, heart]) socket.close()
      await Promise.all(loops.map(loop => loop.ended))
    },
  }
}

export async function withTimeout<T>(promise: Promise<T>, what: string, timeout: number | undefined): Promise<T> {
  if (timeout === undefined) return promise
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new KernelTimeoutError(what, timeout)), timeout)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
