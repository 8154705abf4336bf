/** A text made from another: a literal string, or a `[start, end)` range of the other text. Ranges may move, so imports can be hoisted. */
export type Segment = string | readonly [start: number, end: number]

/** The text that `segments` make out of `source`. */
export function renderSegments(segments: readonly Segment[], source: string): string {
  let text = ''
  for (const segment of segments) text += typeof segment === 'string' ? segment : source.slice(segment[0], segment[1])
  return text
}

/** Joins neighbours and drops what is empty, except an empty range: that one anchors the literal after it. */
export function compactSegments(segments: readonly Segment[]): Segment[] {
  const compact: Segment[] = []
  for (const segment of segments) {
    const last = compact.at(-1)
    if (typeof segment === 'string') {
      if (segment === '') continue
      if (typeof last === 'string') compact[compact.length - 1] = last + segment
      else compact.push(segment)
    } else if (Array.isArray(last) && last[1] === segment[0]) compact[compact.length - 1] = [last[0], segment[1]]
    else compact.push(segment)
  }
  return compact
}

/** Offset in the made text → offset in the source. A literal belongs to the end of the range before it. */
export function toSource(segments: readonly Segment[], offset: number): number {
  let at = 0
  let anchor = 0
  for (const segment of segments) {
    const length = typeof segment === 'string' ? segment.length : segment[1] - segment[0]
    if (typeof segment !== 'string') {
      if (offset < at + length) return segment[0] + (offset - at)
      anchor = segment[1]
    } else if (offset < at + length) return anchor
    at += length
  }
  return anchor
}

/** Offset in the source → offset in the made text, where the character survived. */
export function fromSource(segments: readonly Segment[], offset: number): number | undefined {
  let at = 0
  let found: number | undefined
  for (const segment of segments) {
    if (typeof segment === 'string') {
      at += segment.length
      continue
    }
    const [start, end] = segment
    if (offset >= start && offset < end) return at + (offset - start)
    // The end of a range is the cursor behind its last character.
    if (offset === end && end > start) found = at + (offset - start)
    at += end - start
  }
  return found
}

/** `outer` over a text that `inner` made, as one step from the source of `inner`. */
export function composeSegments(outer: readonly Segment[], inner: readonly Segment[]): Segment[] {
  return outer.flatMap(segment => (typeof segment === 'string' ? [segment] : cut(inner, segment[0], segment[1])))
}

/** The part of a made text between two of its offsets. */
function cut(segments: readonly Segment[], from: number, to: number): Segment[] {
  const part: Segment[] = []
  let at = 0
  for (const segment of segments) {
    const length = typeof segment === 'string' ? segment.length : segment[1] - segment[0]
    const start = Math.max(from - at, 0)
    const end = Math.min(to - at, length)
    if (length === 0 && typeof segment !== 'string' && at >= from && at < to) part.push(segment)
    else if (start < end) part.push(typeof segment === 'string' ? segment.slice(start, end) : [segment[0] + start, segment[0] + end])
    at += length
  }
  return part
}
