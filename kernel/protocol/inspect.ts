/** Introspection: https://jupyter-client.readthedocs.io/en/stable/messaging.html#introspection */

import { readContent } from './content-reader.ts'
import { toUtf16Offset } from './cursor.ts'
import type { FailedReply } from './status.ts'

export interface InspectRequestContent {
  readonly code: string
  /** UTF-16 offset; the wire's `cursor_pos` counts code points. */
  readonly offset: number
  readonly detail: 0 | 1
}

export interface InspectReply {
  readonly status: 'ok'
  readonly found: boolean
  readonly data: Readonly<Record<string, unknown>>
  readonly metadata: Readonly<Record<string, unknown>>
}

export interface InspectMessages {
  inspect_request: { readonly code: string; readonly cursor_pos: number; readonly detail_level?: 0 | 1 }
  inspect_reply: InspectReply | FailedReply
}

export function parseInspectRequest(content: unknown): InspectRequestContent {
  const read = readContent('inspect_request', content)
  const code = read.string('code')
  return { code, offset: toUtf16Offset(code, read.integer('cursor_pos', code.length)), detail: read.integer('detail_level', 0) > 0 ? 1 : 0 }
}
