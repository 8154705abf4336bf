/** Shell: requests of front ends, one after another or at once as their handler says. */

import type { Message } from '../protocol/message.ts'
import type { ChannelContext } from './channel-context.ts'
import { openRequestChannel, type RequestChannel } from './request-channel.ts'

export function openShell(
  context: ChannelContext,
  address: string,
  receive: (request: Message, channel: RequestChannel) => void,
): Promise<RequestChannel> {
  return openRequestChannel(context, { name: 'shell', address, receive })
}
