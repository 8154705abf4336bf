/** Encoded values put together as one list. */

import type { EncodedValue } from '../capture/shipment.ts'

/** What is noted of a value besides itself. */
export type Notes = Omit<EncodedValue, 'value'>

export const PLAIN: Notes = { mixed: false }

export function mergedNotes(a: Notes, b: Notes): Notes {
  if (!b.mixed && b.shared === undefined && b.handle === undefined && b.bridged === undefined && b.bulky === undefined && b.moved === undefined) return a
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
