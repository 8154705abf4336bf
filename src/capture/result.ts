import { SHOWN } from '../display/displayable.ts'
import { NotShippableError } from '../errors.ts'
import { encode } from './encode.ts'
import { RESULT } from './refusal.ts'
import type { EncodedValue } from './shipment.ts'

/**
 * A task's result on its way back. Functions stay where they are.
 * @throws NotShippableError
 */
export function encodeResult(value: unknown): EncodedValue {
  const encoded = encode(isShown(value) ? undefined : value, RESULT, (part, path) => {
    if (typeof part === 'function') throw new NotShippableError(`${path} is a function, which cannot travel back; return data`)
    return undefined
  })
  return encoded
}

/** A task may end with `display(…)`: the handle is of no use anywhere else. */
function isShown(value: unknown): boolean {
  return typeof value === 'object' && value !== null && SHOWN in value
}
