/** History: https://jupyter-client.readthedocs.io/en/stable/messaging.html#history */

import { MalformedContentError, readContent } from './content-reader.ts'
import type { FailedReply } from './status.ts'

export type HistoryRequestContent = { readonly output: boolean } & (
  | { readonly access: 'tail'; readonly n: number }
  | { readonly access: 'range'; readonly session: number; readonly start: number; readonly stop: number | undefined }
  | { readonly access: 'search'; readonly n: number | undefined; readonly pattern: string; readonly unique: boolean }
)

/** `[session, line, input]`, or with `output` asked for `[session, line, [input, output]]`. */
export type HistoryEntry = readonly [session: number, line: number, input: string | readonly [string, string | null]]

export interface HistoryReply {
  readonly status: 'ok'
  readonly history: readonly HistoryEntry[]
}

export interface HistoryMessages {
  history_request: { readonly hist_access_type: 'tail' | 'range' | 'search'; readonly [field: string]: unknown }
  history_reply: HistoryReply | FailedReply
}

export function parseHistoryRequest(content: unknown): HistoryRequestContent {
  const read = readContent('history_request', content)
  const output = read.boolean('output', false)
  const optional = (field: string) => (read.value(field) == null ? undefined : read.integer(field, 0))
  const access = read.string('hist_access_type', 'tail')
  switch (access) {
    case 'tail':
      return { output, access, n: read.integer('n', 10) }
    case 'range':
      return { output, access, session: read.integer('session', 0), start: read.integer('start', 0), stop: optional('stop') }
    case 'search':
      return { output, access, n: optional('n'), pattern: read.string('pattern', '*'), unique: read.boolean('unique', false) }
    default:
      throw new MalformedContentError(`history_request: 'hist_access_type' must be tail, range or search, not '${access}'`)
  }
}
