/** Messages on stdin: https://jupyter-client.readthedocs.io/en/stable/messaging.html#messages-on-the-stdin-router-dealer-channel */

import { readContent } from './content-reader.ts'

export interface StdinMessages {
  input_request: { readonly prompt: string; readonly password: boolean }
  input_reply: { readonly value: string }
}

export function parseInputReply(content: unknown): { readonly value: string } {
  return { value: readContent('input_reply', content).string('value') }
}
