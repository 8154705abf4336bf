/** IOPub: https://jupyter-client.readthedocs.io/en/stable/messaging.html#messages-on-the-iopub-pub-sub-channel */

import { XPublisher } from 'zeromq'
import type { ParentHeader } from '../protocol/message.ts'
import type { IopubType, Messages } from '../protocol/messages.ts'
import type { StreamContent } from '../protocol/output.ts'
import { bind } from './bind.ts'
import { type ChannelContext, LOSSLESS } from './channel-context.ts'
import { startReceiveLoop } from './receive-loop.ts'
import { createStreamGatherer } from './stream-gatherer.ts'

export interface PublishOptions {
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  readonly buffers?: readonly Uint8Array[] | undefined
}

export interface Iopub {
  publish<T extends IopubType>(type: T, content: Messages[T], parent: ParentHeader, options?: PublishOptions): void
  /** Printed text: sent at once, but in a flood gathered to few messages. Never overtaken by what is published later. */
  stream(content: StreamContent, parent: ParentHeader): void
  close(): Promise<void>
}

const SUBSCRIBE = 1

/** An XPUB socket, which sees subscriptions come and welcomes each with `iopub_welcome` (JEP 65). */
export async function openIopub({ codec, compose, log }: ChannelContext, address: string): Promise<Iopub> {
  // 'allSubs': a second front end with the same subscription is told to us and welcomed too.
  const socket = new XPublisher({ ...LOSSLESS })
  socket.verbosity = 'allSubs'
  await bind(socket, 'iopub', address)

  const send = (type: string, content: unknown, parent: ParentHeader, topic: Uint8Array, options?: PublishOptions) => {
    if (socket.closed) return
    try {
      const message = compose({
        type,
        content,
        parent,
        identities: [topic],
        metadata: options?.metadata ?? {},
        buffers: options?.buffers ?? [],
      })
      socket.send(codec.encode(message) as Buffer[]).catch((error: unknown) => log(`iopub: ${type} was not sent: ${error}`))
    } catch (error) {
      log(`iopub: ${type} cannot be encoded: ${error}`)
    }
  }
  const streams = createStreamGatherer((content, parent) => send('stream', content, parent, Buffer.from(`stream.${content.name}`)))
  const loop = startReceiveLoop(socket, ([frame]) => {
    if (frame?.[0] !== SUBSCRIBE) return
    const topic = frame.subarray(1)
    send('iopub_welcome', { subscription: topic.toString() }, {}, topic)
  })

  return {
    publish(type, content, parent, options) {
      streams.flush()
      send(type, content, parent, Buffer.from(type), options)
    },
    stream: streams.add,
    async close() {
      streams.flush()
      socket.close()
      await loop.ended
    },
  }
}
