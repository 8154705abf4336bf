/** Control: interrupt and shutdown. A socket and a loop of its own, so that nothing on shell delays it. */

import type { Message } from '../protocol/message.ts'
import type { ChannelContext } from './channel-context.ts'
import { openRequestChannel, type RequestChannel } from './request-channel.ts'

export function openControl(
  context: ChannelContext,
  address: string,
  receive: (request: Message, channel: RequestChannel) => void,
): Promise<RequestChannel> {
  return openRequestChannel(context, { name: 'control', address, receive })
}
