import type { Segment } from './segments.ts'
import type { MagicCall } from './types.ts'

/** What a magic stands for. Its expressions keep their places: a type error in one points at it. All else is where the magic is. */
export function expansionSegments(call: MagicCall, parts: readonly Segment[]): Segment[] {
  const atMagic: Segment = [call.start, call.start]
  return [atMagic, ...parts.flatMap((part): Segment[] => (typeof part === 'string' ? [part] : [part, atMagic]))]
}
