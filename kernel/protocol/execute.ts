/** Execute: https://jupyter-client.readthedocs.io/en/stable/messaging.html#execute */

import { MalformedContentError, readContent } from './content-reader.ts'
import type { ErrorContent, FailedReply } from './status.ts'

export interface ExecuteRequestContent {
  readonly code: string
  readonly silent: boolean
  readonly store_history: boolean
  readonly user_expressions: Readonly<Record<string, string>>
  readonly allow_stdin: boolean
  readonly stop_on_error: boolean
}

export type UserExpressionContent =
  | { readonly status: 'ok'; readonly data: Readonly<Record<string, unknown>>; readonly metadata: Readonly<Record<string, unknown>> }
  | ({ readonly status: 'error' } & ErrorContent)

interface ExecuteReplyContent {
  readonly execution_count: number
  readonly user_expressions: Readonly<Record<string, UserExpressionContent>>
  readonly payload: readonly Readonly<Record<string, unknown>>[]
}

export type ExecuteReply =
  | ({ readonly status: 'ok' } & ExecuteReplyContent)
  | ({ readonly status: 'error' } & ErrorContent & ExecuteReplyContent)

export interface ExecuteMessages {
  execute_request: ExecuteRequestContent
  execute_reply: ExecuteReply | FailedReply
  execute_input: { readonly code: string; readonly execution_count: number }
}

export function parseExecuteRequest(content: unknown): ExecuteRequestContent {
  const read = readContent('execute_request', content)
  const silent = read.boolean('silent', false)
  return {
    code: read.string('code'),
    silent,
    store_history: !silent && read.boolean('store_history', true),
    user_expressions: parseExpressions(read.record('user_expressions')),
    allow_stdin: read.boolean('allow_stdin', false),
    stop_on_error: read.boolean('stop_on_error', true),
  }
}

function parseExpressions(expressions: Record<string, unknown>): Record<string, string> {
  const parsed: Record<string, string> = {}
  for (const [name, source] of Object.entries(expressions)) {
    if (typeof source !== 'string') throw new MalformedContentError(`execute_request: user_expressions['${name}'] must be a string`)
    parsed[name] = source
  }
  return parsed
}
