/** A channel's messages as bytes. */

import v8 from 'node:v8'
import { decode } from '../capture/decode.ts'
import { encode } from '../capture/encode.ts'
import { NotShippableError } from '../errors.ts'
import type { Packet } from './channel-transport.ts'
import { isPlainData } from './plain-data.ts'

const CLONED = 0
/** Cloned, with placeholders for what a clone would lose. */
const MIXED = 1
const NUMBER = 2
const TEXT = 3
const JSON_TEXT = 4

/** @throws NotShippableError naming the part that cannot travel */
export function packMessage(message: unknown): Packet {
  if (typeof message === 'number') return { tag: NUMBER, bytes: new Uint8Array(Float64Array.of(message).buffer) }
  // A lone surrogate would not come back from UTF-8.
  if (typeof message === 'string' && message.isWellFormed()) return { tag: TEXT, bytes: Buffer.from(message) }
  if (isPlainData(message)) return { tag: JSON_TEXT, bytes: Buffer.from(JSON.stringify(message)) }
  const { value, mixed, shared, bridged, handle } = encode(message, 'the message', refuse)
  if (bridged !== undefined)
    throw new NotShippableError(`${bridged}, which does not go through a channel; pass it to the function as an argument instead`)
  if (shared !== undefined)
    throw new NotShippableError(`${shared}, memory that does not go through a channel; pass it to the function as an argument instead`)
  if (handle !== undefined)
    throw new NotShippableError(`${handle}, which does not go through a channel; pass it to the function as an argument instead`)
  try {
    return { tag: mixed ? MIXED : CLONED, bytes: v8.serialize(value) }
  } catch (error) {
    throw new NotShippableError(`the message cannot travel: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

export function unpackMessage({ tag, bytes }: Packet): unknown {
  switch (tag) {
    case NUMBER:
      return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + 8))[0]
    case TEXT:
      return text(bytes)
    case JSON_TEXT:
      return JSON.parse(text(bytes))
    default:
      return decode({ value: v8.deserialize(bytes), mixed: tag === MIXED }, () => undefined)
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

function refuse(part: object, path: string): undefined {
  if (typeof part === 'function')
    throw new NotShippableError(
      `${path} is a function, which does not go through a channel; send data, and have the function at the other end`,
    )
  return undefined
}
