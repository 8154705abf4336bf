import type { Magic } from '../magics/magic.ts'
import type { Segment } from './segments.ts'
import type { MagicCall } from './types.ts'

/** What a magic stands for, in which the expressions of its line keep their places: a type error in one points at it. */
export function expansionSegments(code: string, magic: Magic, call: MagicCall, text: string): Segment[] {
  const names = [
    ...(magic.positional?.kind === 'expression' ? [magic.positional.name] : []),
    ...magic.options.filter(({ kind }) => kind === 'expression').map(({ flags }) => (flags.at(-1) ?? '').replace(/^-+/, '')),
  ]
  let segments: Segment[] = [text]
  for (const name of names) {
    const value = call.values[name]
    if (typeof value !== 'string' || value === '') continue
    const start = code.indexOf(value, call.start + call.name.length)
    if (start === -1 || start >= call.end) continue
    segments = segments.flatMap(segment => {
      const at = typeof segment === 'string' ? segment.indexOf(value) : -1
      if (typeof segment !== 'string' || at === -1) return [segment]
      const rest = segment.slice(at + value.length)
      return [
        segment.slice(0, at),
        [start, start + value.length] as const,
        ...(rest === '' ? [] : [[call.start, call.start] as const, rest]),
      ]
    })
  }
  return segments
}
