/** The wire protocol: https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol */

import { isRecord } from './content-reader.ts'
import type { Header, Message, ParentHeader } from './message.ts'
import { createSigner } from './signature.ts'

const DELIMITER = Buffer.from('<IDS|MSG>')
const SIGNED_PARTS = 4
/** Signatures, of 64 characters each. */
const REMEMBERED = 4096

/** A message that does not hold up is a value: the kernel logs it and goes on. */
export type Decoded = { readonly ok: true; readonly message: Message } | { readonly ok: false; readonly reason: string }

export interface Codec {
  encode(message: Message): Uint8Array[]
  decode(frames: readonly Uint8Array[]): Decoded
}

export function createCodec(connection: { readonly key: string; readonly signatureScheme?: string }): Codec {
  const signer = createSigner(connection.key, connection.signatureScheme)
  const seen = new Set<string>()

  /** A message that was recorded on its way is signed well; what was sent twice is not carried out twice. */
  function firstTime(signature: string): boolean {
    if (seen.has(signature)) return false
    seen.add(signature)
    if (seen.size > REMEMBERED) for (const oldest of seen) return seen.delete(oldest)
    return true
  }

  return {
    encode(message) {
      const parts = [message.header, message.parent, message.metadata, message.content].map(part => Buffer.from(toJson(part)))
      return [...message.identities, DELIMITER, Buffer.from(signer.sign(parts)), ...parts, ...message.buffers]
    },
    decode(frames) {
      const delimiter = frames.findIndex(frame => DELIMITER.equals(frame))
      if (delimiter < 0) return rejected('no <IDS|MSG> delimiter')
      const signature = frames[delimiter + 1]
      const parts = frames.slice(delimiter + 2, delimiter + 2 + SIGNED_PARTS)
      if (signature === undefined || parts.length < SIGNED_PARTS)
        return rejected(`${frames.length - delimiter - 1} frames after the delimiter, at least 5 expected`)
      if (!signer.verify(parts, signature)) return rejected(signature.length === 0 ? 'not signed' : 'wrong signature')
      if (signature.length > 0 && !firstTime(Buffer.from(signature).toString('latin1'))) return rejected('sent before')
      return parse(frames.slice(0, delimiter), parts, frames.slice(delimiter + 2 + SIGNED_PARTS))
    },
  }
}

/** Half a surrogate pair is legal in JSON and an error to clients that store it as UTF-8: Python's do. */
function toJson(part: unknown): string {
  const json = JSON.stringify(part)
  if (!json.includes('\\ud')) return json
  return JSON.stringify(part, (_key, value) => (typeof value === 'string' ? value.toWellFormed() : value))
}

function parse(identities: readonly Uint8Array[], parts: readonly Uint8Array[], buffers: readonly Uint8Array[]): Decoded {
  const values: unknown[] = []
  for (const [index, part] of parts.entries()) {
    try {
      values.push(JSON.parse(Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('utf8')))
    } catch (error) {
      return rejected(`${PART_NAMES[index]} is not JSON (${error instanceof Error ? error.message : error})`)
    }
  }
  const [header, parent, metadata, content] = values
  if (!isHeader(header)) return rejected("header lacks 'msg_id' or 'msg_type'")
  return {
    ok: true,
    message: {
      identities,
      header,
      parent: isHeader(parent) ? parent : ({} as ParentHeader),
      metadata: isRecord(metadata) ? metadata : {},
      content,
      buffers,
    },
  }
}

const PART_NAMES = ['header', 'parent_header', 'metadata', 'content']

function isHeader(value: unknown): value is Header {
  return isRecord(value) && typeof value.msg_id === 'string' && typeof value.msg_type === 'string'
}

function rejected(reason: string): Decoded {
  return { ok: false, reason }
}
