/** Custom messages (comms): https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages */

import { readContent } from './content-reader.ts'
import type { FailedReply } from './status.ts'

export interface CommOpenContent {
  readonly comm_id: string
  readonly target_name: string
  readonly data: unknown
}

export interface CommContent {
  readonly comm_id: string
  readonly data: unknown
}

export interface CommInfoReply {
  readonly status: 'ok'
  readonly comms: Readonly<Record<string, { readonly target_name: string }>>
}

export interface CommMessages {
  comm_open: CommOpenContent
  comm_msg: CommContent
  comm_close: CommContent
  comm_info_request: { readonly target_name?: string }
  comm_info_reply: CommInfoReply | FailedReply
}

export function parseCommOpen(content: unknown): CommOpenContent {
  const read = readContent('comm_open', content)
  return { comm_id: read.string('comm_id'), target_name: read.string('target_name'), data: read.value('data') ?? {} }
}

export function parseComm(type: 'comm_msg' | 'comm_close', content: unknown): CommContent {
  const read = readContent(type, content)
  return { comm_id: read.string('comm_id'), data: read.value('data') ?? {} }
}

/** `undefined`: comms of every target. */
export function parseCommInfoRequest(content: unknown): { readonly targetName: string | undefined } {
  return { targetName: readContent('comm_info_request', content).string('target_name', '') || undefined }
}
