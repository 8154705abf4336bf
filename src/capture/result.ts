import { NotShippableError } from '../errors.ts'
import { encode } from './encode.ts'
import type { EncodedValue } from './shipment.ts'

/**
 * A task's result on its way back. Functions stay where they are.
 * @throws NotShippableError
 */
export function encodeResult(value: unknown): EncodedValue {
  const encoded = encode(value, 'the result', (part, path) => {
    if (typeof part === 'function') throw new NotShippableError(`${path} is a function, which cannot travel back; return data`)
    return undefined
  })
  return encoded
}
