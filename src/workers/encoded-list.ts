/** Encoded values put together as one list. */

import type { EncodedValue } from '../capture/shipment.ts'

/** What is noted of a value besides itself. */
export type Notes = Omit<EncodedValue, 'value'>

export const PLAIN: Notes = { mixed: false }

/** What there is to note of a value, mostly nothing. */
export function notesOf(encoded: EncodedValue): Notes {
  if (isPlain(encoded)) return PLAIN
  const { value: _, ...notes } = encoded
  return notes
}

export function mergedNotes(a: Notes, b: Notes): Notes {
  if (b === PLAIN || isPlain(b)) return a
  const shared = a.shared ?? b.shared
  const handle = a.handle ?? b.handle
  const bridged = a.bridged ?? b.bridged
  const bulky = a.bulky ?? b.bulky
  const moved = a.moved === undefined ? b.moved : [...a.moved, ...(b.moved ?? [])]
  return {
    mixed: a.mixed || b.mixed,
    ...(shared !== undefined && { shared }),
    ...(handle !== undefined && { handle }),
    ...(bridged !== undefined && { bridged }),
    ...(bulky !== undefined && { bulky }),
    ...(moved !== undefined && { moved }),
  }
}

/** There is nothing to say of it but the value. */
export function isPlain({ mixed, shared, handle, bridged, bulky, moved }: Notes): boolean {
  return !mixed && shared === undefined && handle === undefined && bridged === undefined && bulky === undefined && moved === undefined
}
