/** What the two ends of a channel between processes tell each other. */

import type { Packet } from './channel-transport.ts'

/** Names one channel among those between one host and its process. */
export type ChannelId = number

/** What the end in the other process is made of. */
export interface RemoteChannel {
  readonly channel: ChannelId
  readonly capacity: number
}

/** From the process where the messages lie. */
export type ToRemoteChannel =
  | { readonly type: 'packet'; readonly channel: ChannelId; readonly packet: Packet }
  /** One that was sent has its place. */
  | { readonly type: 'accepted'; readonly channel: ChannelId }
  /** One that was asked for will not come: as asked, or because the channel is closed and empty. */
  | { readonly type: 'none'; readonly channel: ChannelId; readonly ended: boolean }
  /** Nothing can be sent any more. */
  | { readonly type: 'closed'; readonly channel: ChannelId }

export type FromRemoteChannel =
  | { readonly type: 'send'; readonly channel: ChannelId; readonly packet: Packet }
  | { readonly type: 'ask'; readonly channel: ChannelId }
  /** One fewer is wanted. */
  | { readonly type: 'withdraw'; readonly channel: ChannelId }
  | { readonly type: 'close'; readonly channel: ChannelId }
