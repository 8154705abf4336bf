/** Comm messages between kernel and session: JSON has no binary data, so buffers cross as base64. */

import type { CommMessage } from '../interpreter.ts'

export interface PackedComm {
  readonly message: CommMessage
  readonly base64?: readonly string[]
}

export function packComm({ buffers, ...message }: CommMessage): PackedComm {
  if (!buffers || buffers.length === 0) return { message }
  return { message, base64: buffers.map(bytesToBase64) }
}

export function unpackComm({ message, base64 }: PackedComm): CommMessage {
  return base64 ? { ...message, buffers: base64.map(text => Buffer.from(text, 'base64')) } : message
}

/** Any view, as a cell may hand it over: only what it covers. */
function bytesToBase64({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
}
