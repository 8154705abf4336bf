/** Completion: https://jupyter-client.readthedocs.io/en/stable/messaging.html#completion */

import { readContent } from './content-reader.ts'
import { toUtf16Offset } from './cursor.ts'
import type { FailedReply } from './status.ts'

export interface CompleteRequestContent {
  readonly code: string
  /** UTF-16 offset; the wire's `cursor_pos` counts code points. */
  readonly offset: number
}

export interface ExperimentalType {
  readonly text: string
  readonly type: string
  readonly start: number
  readonly end: number
  readonly signature?: string
}

export interface CompleteReply {
  readonly status: 'ok'
  readonly matches: readonly string[]
  readonly cursor_start: number
  readonly cursor_end: number
  readonly metadata: { readonly _jupyter_types_experimental: readonly ExperimentalType[] }
}

export interface CompleteMessages {
  complete_request: { readonly code: string; readonly cursor_pos: number }
  complete_reply: CompleteReply | FailedReply
}

export function parseCompleteRequest(content: unknown): CompleteRequestContent {
  const read = readContent('complete_request', content)
  const code = read.string('code')
  return { code, offset: toUtf16Offset(code, read.integer('cursor_pos', code.length)) }
}
