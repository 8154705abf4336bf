import { Router } from 'zeromq'
import type { Draft, Message } from '../protocol/message.ts'
import { bind } from './bind.ts'
import { type ChannelContext, LOSSLESS } from './channel-context.ts'
import { startReceiveLoop } from './receive-loop.ts'

/** Where requests come from and replies go to. */
export interface RequestChannel {
  readonly name: 'shell' | 'control'
  send(reply: Draft): void
  /** Resolves when every request that had arrived by now was handed on. */
  caughtUp(): Promise<void>
  close(): Promise<void>
}

export interface RequestChannelOptions {
  readonly name: 'shell' | 'control'
  readonly address: string
  readonly receive: (request: Message, channel: RequestChannel) => void
}

/** A ROUTER socket: shell and control are alike but for their name. */
export async function openRequestChannel({ codec, compose, log }: ChannelContext, options: RequestChannelOptions): Promise<RequestChannel> {
  const socket = new Router({ ...LOSSLESS, handover: true })
  await bind(socket, options.name, options.address)
  const loop = startReceiveLoop(socket, frames => {
    const decoded = codec.decode(frames)
    if (decoded.ok) options.receive(decoded.message, channel)
    else log(`${options.name}: dropped a message: ${decoded.reason}`)
  })
  const channel: RequestChannel = {
    name: options.name,
    send(reply) {
      if (socket.closed) return
      socket
        .send(codec.encode(compose(reply)) as Buffer[])
        .catch((error: unknown) => log(`${options.name}: ${reply.type} was not sent: ${error}`))
    },
    caughtUp: loop.caughtUp,
    async close() {
      socket.close()
      await loop.ended
    },
  }
  return channel
}
