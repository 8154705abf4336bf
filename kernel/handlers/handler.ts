import type { Message } from '../protocol/message.ts'

export interface HandlerResult<Content = unknown> {
  readonly content: Content
  readonly metadata?: Readonly<Record<string, unknown>>
  /** Whatever waits for its turn now is not to run: a cell failed, and its front end asked to stop then. */
  readonly abortQueued?: boolean
  /** Called after reply and idle were sent. */
  readonly after?: () => void
}

/** Turns a message's content into calls of the interpreter, and what comes back into the reply's content. */
export interface Handler<Content = unknown> {
  /** `now`: at once, also while a cell runs; `queued`: one after another; `last`: at once, and nothing queued runs any more. */
  readonly turn: 'now' | 'queued' | 'last'
  /** A throw is answered with an error reply. `undefined`: this message has no reply. */
  handle(request: Message): Promise<HandlerResult<Content> | undefined> | HandlerResult<Content> | undefined
}
