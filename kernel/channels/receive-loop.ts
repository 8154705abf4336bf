import { setImmediate as nextTurn } from 'node:timers/promises'

/** The part of a zeromq socket that the loop uses. */
export interface ReceivingSocket {
  readonly closed: boolean
  readonly readable: boolean
  receive(): Promise<Buffer[]>
}

export interface ReceiveLoop {
  /** Resolves when all that had reached the socket by now has been handed on. */
  caughtUp(): Promise<void>
  /** Resolves when the socket was closed and the loop has ended. */
  readonly ended: Promise<void>
}

/** Hands on each message of a socket, with a turn of the event loop between two, so that a flood on one starves no other. */
export function startReceiveLoop(socket: ReceivingSocket, receive: (frames: Buffer[]) => void): ReceiveLoop {
  let idle = false
  const waiting: (() => void)[] = []
  const becomeIdle = () => {
    idle = true
    for (const resume of waiting.splice(0)) resume()
  }

  async function loop(): Promise<void> {
    while (!socket.closed) {
      // Never ask `readable` while a receive is pending: that swallows the event which would wake it.
      if (!socket.readable) becomeIdle()
      let frames: Buffer[]
      try {
        frames = await socket.receive()
      } catch (error) {
        if (socket.closed) break
        throw error
      }
      idle = false
      receive(frames)
      await nextTurn()
    }
    becomeIdle()
  }

  return {
    async caughtUp() {
      // Two turns: the event loop polls its sockets once between them.
      await nextTurn()
      await nextTurn()
      if (!idle) await new Promise<void>(resolve => waiting.push(resolve))
    },
    ended: loop(),
  }
}
