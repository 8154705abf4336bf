/** Code completeness: https://jupyter-client.readthedocs.io/en/stable/messaging.html#code-completeness */

import { readContent } from './content-reader.ts'
import type { FailedReply } from './status.ts'

export interface IsCompleteReply {
  readonly status: 'complete' | 'incomplete' | 'invalid' | 'unknown'
  readonly indent?: string
}

export interface IsCompleteMessages {
  is_complete_request: { readonly code: string }
  is_complete_reply: IsCompleteReply | FailedReply
}

export function parseIsCompleteRequest(content: unknown): { readonly code: string } {
  return { code: readContent('is_complete_request', content).string('code') }
}
