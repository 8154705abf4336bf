/** Undoes `encode` on the clone that arrived. */

import { type PackedError, unpackError } from './failure.ts'
import { namedKeys } from './plain.ts'
import { revive } from './shareable.ts'
import type { EncodedValue, Placeholder, ReferenceId } from './shipment.ts'

/** In place. */
export function decode(encoded: EncodedValue, resolve: (id: ReferenceId) => unknown): unknown {
  if (!encoded.mixed) return encoded.value
  const seen = new Map<object, unknown>()
  const restore = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (seen.has(value)) return seen.get(value)
    if ('$tsloom' in value) {
      const restored = fromPlaceholder(value as Placeholder, resolve)
      seen.set(value, restored)
      return restored
    }
    seen.set(value, value)
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        const item: unknown = value[index]
        if (typeof item === 'object') value[index] = restore(item)
      }
      restoreKeys(value as unknown as Record<string, unknown>, namedKeys(value))
    } else if (value instanceof Map) {
      const entries = [...value]
      value.clear()
      for (const [key, item] of entries) value.set(restore(key), restore(item))
    } else if (value instanceof Set) {
      const items = [...value]
      value.clear()
      for (const item of items) value.add(restore(item))
    } else if (Object.getPrototypeOf(value) === Object.prototype) restoreKeys(value as Record<string, unknown>, Object.keys(value))
    return value
  }
  const restoreKeys = (record: Record<string, unknown>, keys: readonly string[]): void => {
    for (const key of keys) {
      const item = record[key]
      if (typeof item === 'object') record[key] = restore(item)
    }
  }
  return restore(encoded.value)
}

function fromPlaceholder(placeholder: Placeholder, resolve: (id: ReferenceId) => unknown): unknown {
  switch (placeholder.$tsloom) {
    case 'reference':
      return resolve(placeholder.id)
    case 'buffer':
      return Buffer.from(placeholder.bytes.buffer, placeholder.bytes.byteOffset, placeholder.bytes.byteLength)
    case 'shared':
      return revive(placeholder.shared)
    case 'url':
      return new URL(placeholder.href)
    case 'symbol':
      return placeholder.key.startsWith('@@')
        ? (Symbol as unknown as Record<string, symbol>)[placeholder.key.slice(2)]
        : Symbol.for(placeholder.key)
    case 'error':
      return unpackError(placeholder.error as PackedError, resolve)
  }
}
