/** Where in a cell the cursor is, as far as magics go. For completion and inspection, which meet unfinished lines. */

import type { Magic } from './magic.ts'
import { readWord, skipSpace } from './word.ts'

export interface MagicLine {
  /** Offset of the `%` in the cell. */
  readonly start: number
  /** `%` or `%%`. */
  readonly sign: string
  /** The name as far as it is written. */
  readonly name: string
  readonly nameEnd: number
  /** The line without its line break, and where it starts in the cell. */
  readonly line: string
  readonly lineStart: number
  /** A cell magic may stand here. */
  readonly cellMagicAllowed: boolean
}

/** The magic on the line of `offset`, or `undefined` where that line is code. */
export function magicLineAt(code: string, offset: number, magics: readonly Magic[]): MagicLine | undefined {
  const lineStart = code.slice(0, offset).lastIndexOf('\n') + 1
  const lineEnd = code.indexOf('\n', offset)
  const line = code.slice(lineStart, lineEnd === -1 ? code.length : lineEnd).replace(/\r$/, '')
  const match = /^(\s*(?:\/\/(?=%%))?)(%{1,2})([A-Za-z_][\w-]*)?(?=[\s?]|$)/.exec(line)
  if (!match) return undefined
  const [all, indent = '', sign = '', name = ''] = match
  // `% x` goes on with the line before it: a remainder.
  const isRemainder = name === '' && line.slice(all.length).trim() !== ''
  if (isRemainder || lineStart + indent.length > offset) return undefined
  const above = code
    .slice(0, lineStart)
    .split('\n')
    .map(text => text.trim())
    .filter(text => text !== '')
  const stackable = magics.filter(magic => magic.type === 'expand' && magic.kind === 'cell' && magic.body === 'statements')
  const cellMagicAllowed = above.every(text =>
    stackable.some(magic => /^(\/\/)?%%/.test(text) && text.replace(/^[/%]+/, '').split(/\s/)[0] === magic.name),
  )
  return { start: lineStart + indent.length, sign, name, nameEnd: lineStart + all.length, line, lineStart, cellMagicAllowed }
}

export interface LineWord {
  /** As it is written, quotes included. */
  readonly text: string
  readonly start: number
  readonly end: number
}

/** The words after the name; offsets are into the cell. An unclosed quote runs to the end. */
export function argumentWords(place: MagicLine): readonly LineWord[] {
  const words: LineWord[] = []
  let at = skipSpace(place.line, place.nameEnd - place.lineStart)
  while (at < place.line.length) {
    const { end } = readWord(place.line, at)
    words.push({ text: place.line.slice(at, end), start: place.lineStart + at, end: place.lineStart + end })
    at = skipSpace(place.line, end)
  }
  return words
}
