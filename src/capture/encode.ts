/** Values between threads: structured clone, with placeholders for what it would refuse or quietly change. */

import { NotShippableError } from '../errors.ts'
import { Encoder, type Refer } from './encoder.ts'
import { replace } from './replace.ts'
import type { EncodedValue } from './shipment.ts'

/**
 * For an argument or a result, which is sent soon: what needs no placeholder is not copied.
 *
 * @param path what the value is called in an error: `argument 1`, `config`
 * @throws NotShippableError naming the part that cannot travel
 */
export function encode(value: unknown, path: string, refer: Refer): EncodedValue {
  if (isPrimitive(value)) return { value, mixed: false }
  const encoder = scanned(value, path, refer, true)
  const { placeholders, moved, notes } = encoder
  const encoded = placeholders.size === 0 ? { value, mixed: false } : { value: replace(value, part => placeholders.get(part)), mixed: true }
  return notes === undefined && moved.length === 0 ? encoded : { ...encoded, ...notes, ...(moved.length > 0 && { moved }) }
}

export function scanned(value: unknown, path: string, refer: Refer, moves: boolean): Encoder {
  const encoder = new Encoder(refer, moves)
  try {
    encoder.scan(value, path)
  } catch (error) {
    if (error instanceof RangeError && /call stack/.test(error.message))
      throw new NotShippableError(`${path} is nested too deeply to be copied; keep its parts in an array that refers to them by index`)
    throw error
  }
  return encoder
}

export function isPrimitive(value: unknown): boolean {
  return (typeof value !== 'object' || value === null) && typeof value !== 'function' && typeof value !== 'symbol'
}
