/** Heartbeat: https://jupyter-client.readthedocs.io/en/stable/messaging.html#heartbeat-for-kernels */

import { Router } from 'zeromq'
import { bind } from './bind.ts'
import { type ChannelContext, LOSSLESS } from './channel-context.ts'
import { startReceiveLoop } from './receive-loop.ts'

/** Echoes every message. User code runs in another process, so this one is always there to answer. */
export async function openHeartbeat({ log }: ChannelContext, address: string): Promise<{ close(): Promise<void> }> {
  const socket = new Router({ ...LOSSLESS, handover: true })
  await bind(socket, 'heartbeat', address)
  const loop = startReceiveLoop(socket, frames => {
    socket.send(frames).catch((error: unknown) => log(`heartbeat: ${error}`))
  })
  return {
    async close() {
      socket.close()
      await loop.ended
    },
  }
}
