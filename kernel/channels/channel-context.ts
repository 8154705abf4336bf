import type { Codec } from '../protocol/codec.ts'
import type { Draft, Message } from '../protocol/message.ts'

/** What all channels of one kernel share. */
export interface ChannelContext {
  readonly codec: Codec
  readonly compose: (draft: Draft) => Message
  readonly log: (line: string) => void
}

/**
 * Options of every socket that sends. Unlimited and never waiting, a send is done when it returns: zeromq turns each 512th
 * send of other sockets into an asynchronous one, and throws EBUSY for those made meanwhile.
 */
export const LOSSLESS = { sendHighWaterMark: 0, sendTimeout: 0, linger: 2000 } as const
