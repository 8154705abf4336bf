/** Stdin: https://jupyter-client.readthedocs.io/en/stable/messaging.html#messages-on-the-stdin-router-dealer-channel */

import { setTimeout } from 'node:timers/promises'
import { Router } from 'zeromq'
import type { Draft, Message } from '../protocol/message.ts'
import { bind } from './bind.ts'
import { type ChannelContext, LOSSLESS } from './channel-context.ts'
import { startReceiveLoop } from './receive-loop.ts'

/** A front end connects its sockets in any order: its first cell may ask before its stdin is there. */
const CONNECT_TIMEOUT_MS = 1000
const CONNECT_POLL_MS = 20

export interface StdinChannel {
  /** Sends an input_request to the front end named by `identities`, after telling its msg_id. Rejects if that is not connected. */
  send(request: Draft, sending: (id: string) => void): Promise<void>
  close(): Promise<void>
}

export async function openStdin(
  { codec, compose, log }: ChannelContext,
  address: string,
  receive: (message: Message) => void,
): Promise<StdinChannel> {
  // `mandatory`: a front end that is not there must fail the cell's input, not leave it waiting.
  const socket = new Router({ ...LOSSLESS, handover: true, mandatory: true })
  await bind(socket, 'stdin', address)
  const loop = startReceiveLoop(socket, frames => {
    const decoded = codec.decode(frames)
    if (decoded.ok) receive(decoded.message)
    else log(`stdin: dropped a message: ${decoded.reason}`)
  })
  return {
    async send(request, sending) {
      const message = compose(request)
      const frames = codec.encode(message) as Buffer[]
      sending(message.header.msg_id)
      const deadline = performance.now() + CONNECT_TIMEOUT_MS
      for (;;) {
        try {
          return await socket.send(frames)
        } catch (error) {
          if (!isUnreachable(error) || performance.now() > deadline) throw error
          await setTimeout(CONNECT_POLL_MS)
        }
      }
    },
    async close() {
      socket.close()
      await loop.ended
    },
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EHOSTUNREACH'
}
