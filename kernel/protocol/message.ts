/** General message format: https://jupyter-client.readthedocs.io/en/stable/messaging.html#general-message-format */

import { randomUUID } from 'node:crypto'

export const PROTOCOL_VERSION = '5.5'

export interface Header {
  readonly msg_id: string
  readonly msg_type: string
  readonly session: string
  readonly username: string
  readonly date: string
  readonly version: string
}

/** The header of the request that a message answers, as it came (unknown fields included), or `{}`. */
export type ParentHeader = Header | Readonly<Record<string, never>>

export interface Message<Content = unknown> {
  /** Routing frames before the delimiter: who sent it, or on iopub the topic. */
  readonly identities: readonly Uint8Array[]
  readonly header: Header
  readonly parent: ParentHeader
  readonly metadata: Readonly<Record<string, unknown>>
  readonly content: Content
  readonly buffers: readonly Uint8Array[]
}

/** What a sender says; the rest of the message follows from it. */
export interface Draft {
  readonly type: string
  readonly content: unknown
  readonly parent?: ParentHeader
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly buffers?: readonly Uint8Array[]
  readonly identities?: readonly Uint8Array[]
}

/** Makes whole messages of drafts, with ids that are unique to this process. */
export function createComposer(options: { readonly username: string; readonly session?: string }): (draft: Draft) => Message {
  const session = options.session ?? randomUUID()
  let sent = 0
  return draft => ({
    identities: draft.identities ?? [],
    header: {
      msg_id: `${session}_${++sent}`,
      msg_type: draft.type,
      session,
      username: options.username,
      date: new Date().toISOString(),
      version: PROTOCOL_VERSION,
    },
    parent: draft.parent ?? {},
    metadata: draft.metadata ?? {},
    content: draft.content,
    buffers: draft.buffers ?? [],
  })
}

export function parentId(message: Message): string | undefined {
  const id: unknown = (message.parent as Partial<Header>).msg_id
  return typeof id === 'string' ? id : undefined
}
