/** How a position in the JavaScript that runs leads back to the cell as the user wrote it. Plain data and free of the parser: it crosses to the session. */

import { SourceMap } from 'node:module'
import { renderSegments, type Segment, toSource } from './segments.ts'

export interface CellMap {
  /** The cell as the user wrote it. */
  readonly code: string
  /** cell → TypeScript (magics expanded). */
  readonly expand: readonly Segment[]
  /** TypeScript → JavaScript, where the cell holds more than types (enums, `using`): the text between, and its source map's "mappings". */
  readonly stripped?: { readonly code: string; readonly mappings: string }
  /** `stripped.code`, or else the TypeScript → what runs. */
  readonly emit: readonly Segment[]
}

/** As stack traces count: from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Where `line` and `column` of the running script stand in the cell; `undefined` if that script has no such place. */
export function originalPosition(map: CellMap, line: number, column: number): Position | undefined {
  const ts = renderSegments(map.expand, map.code)
  const js = renderSegments(map.emit, map.stripped?.code ?? ts)
  const at = offsetAt(js, { line, column })
  if (at === undefined) return undefined
  const stripped = toSource(map.emit, at)
  const tsOffset = map.stripped ? beforeStripping(map.stripped, ts, stripped) : stripped
  return positionAt(map.code, toSource(map.expand, tsOffset))
}

export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: countLines(before), column: offset - lineStart + 1 }
}

export function offsetAt(text: string, { line, column }: Position): number | undefined {
  let start = 0
  for (let left = line; left > 1; left--) {
    start = text.indexOf('\n', start) + 1
    if (start === 0) return undefined
  }
  return Math.min(start + column - 1, text.length)
}

function countLines(text: string): number {
  let lines = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++
  return lines
}

/** The source map names few places, so from the nearest one both texts are read on for as long as they agree. */
function beforeStripping(stripped: NonNullable<CellMap['stripped']>, ts: string, offset: number): number {
  const { line, column } = positionAt(stripped.code, offset)
  const entry = new SourceMap({
    version: 3,
    sources: ['cell.ts'],
    names: [],
    mappings: stripped.mappings,
    file: '',
    sourceRoot: '',
    sourcesContent: [],
  }).findEntry(line - 1, column - 1)
  if (!('originalLine' in entry)) return 0
  const from = offsetAt(stripped.code, { line: entry.generatedLine + 1, column: entry.generatedColumn + 1 }) ?? offset
  const to = offsetAt(ts, { line: entry.originalLine + 1, column: entry.originalColumn + 1 }) ?? 0
  return follow(stripped.code, from, offset, ts, to)
}

function follow(made: string, from: number, end: number, source: string, to: number): number {
  let at = to
  for (let i = from; i < end; i++) {
    if (/\s/.test(made[i] ?? '')) continue
    while (/\s/.test(source[at] ?? '')) at++
    if (source[at] !== made[i]) return at
    at++
  }
  while (end < made.length && /\S/.test(made[end] ?? '') && /\s/.test(source[at] ?? '')) at++
  return at
}
