/** The channels of the parent process that this process has an end of. */

import { NotShippableError } from '../errors.ts'
import type { ChannelId, FromRemoteChannel, RemoteChannel, ToRemoteChannel } from './channel-messages.ts'
import { RemoteTransport } from './remote-transport.ts'

class RemoteChannels {
  readonly #ends = new Map<ChannelId, RemoteTransport>()
  #post: ((message: FromRemoteChannel) => void) | undefined

  connect(post: (message: FromRemoteChannel) => void): void {
    this.#post = post
  }

  /** @throws NotShippableError in a thread of the process: only its main thread has the way to the parent */
  end(remote: RemoteChannel): RemoteTransport {
    let end = this.#ends.get(remote.channel)
    if (end === undefined) {
      if (this.#post === undefined)
        throw new NotShippableError('a channel that came from another process works only in the main thread of the process that it came to')
      end = new RemoteTransport(remote, this.#post)
      this.#ends.set(remote.channel, end)
    }
    return end
  }

  /** Resolves when all that this process sent is on its way. */
  async passed(): Promise<void> {
    await Promise.all([...this.#ends.values()].map(end => end.passed()))
  }

  receive(message: ToRemoteChannel): void {
    this.#ends.get(message.channel)?.receive(message)
  }
}

const own = new RemoteChannels()

/** Those of this thread. */
export function remoteChannels(): RemoteChannels {
  return own
}
