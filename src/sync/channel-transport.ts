/** What carries a channel's messages. Between threads shared memory does; another carrier is one more implementation. */

import type { Shared } from '../capture/shareable.ts'
import type { Attempt, SyncWaitOptions, WaitOptions } from './event-count.ts'

/** A message as bytes; `tag` tells the codec how to read them. */
export interface Packet {
  readonly tag: number
  readonly bytes: Uint8Array
}

/** No call blocks except `waitSync`. All ends of a channel see the same queue, first in, first out. */
export interface ChannelTransport {
  /** Packets on the way, as far as this end knows. */
  readonly length: number
  readonly capacity: number
  readonly closed: boolean
  /** Closed, so that no packet comes any more where `tryReceive` finds none. */
  readonly ended: boolean
  /** False: no room now. @throws ClosedError once closed, RangeError if it can never fit */
  trySend(packet: Packet): boolean
  /** Undefined: none there now. What was sent before the close is still to be had. */
  tryReceive(): Packet | undefined
  /** Idempotent; all who wait at any end make another attempt. */
  close(): void
  /** Makes the attempt again whenever there may be room (`send`) or a packet (`receive`), or the channel closed. */
  wait<T>(side: 'send' | 'receive', attempt: Attempt<T>, options: WaitOptions): Promise<T>
  /** The same, blocking; throws where that cannot be. */
  waitSync<T>(side: 'send' | 'receive', attempt: Attempt<T>, options: SyncWaitOptions): T
  /** What another end is made of. */
  share(): Shared
}
