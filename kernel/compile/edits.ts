import type { Segment } from './segments.ts'

/** Changes to one piece of text, in source order, rendered as segments so that every kept character knows its place. */
export interface Edits {
  insert(at: number, text: string): void
  replace(start: number, end: number, text: string): void
  remove(start: number, end: number): void
  /** Takes the place of an insertion whose text is known only after what follows has been read. */
  reserve(at: number): (text: string) => void
  render(start: number, end: number): Segment[]
}

interface Edit {
  readonly start: number
  readonly end: number
  text: string
}

export function createEdits(): Edits {
  const edits: Edit[] = []
  let sorted = true
  const add = (start: number, end: number, text: string): Edit => {
    const last = edits.at(-1)
    if (last && last.start > start) sorted = false
    const edit = { start, end, text }
    edits.push(edit)
    return edit
  }
  return {
    insert: (at, text) => void add(at, at, text),
    replace: (start, end, text) => void add(start, end, text),
    remove: (start, end) => void add(start, end, ''),
    reserve(at) {
      const edit = add(at, at, '')
      return text => {
        edit.text = text
      }
    },
    render(start, end) {
      // The sort is stable: of insertions at one place the outer prefix and the inner suffix come first, as they were made.
      if (!sorted) edits.sort((a, b) => a.start - b.start)
      const segments: Segment[] = []
      let at = start
      for (const edit of edits) {
        if (edit.start > at) segments.push([at, edit.start])
        if (edit.text !== '') segments.push(edit.text)
        at = Math.max(at, edit.end)
      }
      if (end > at) segments.push([at, end])
      return segments
    },
  }
}
