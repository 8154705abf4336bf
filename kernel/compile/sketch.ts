/** Half-written code → something the checker can complete in. No parser: there is nothing to parse yet. */

import type { Expansion, Magic } from '../magics/magic.ts'
import { parseMagicCall } from '../magics/parse-magic.ts'
import { fromSource, renderSegments, type Segment } from './segments.ts'
import type { Declaration } from './types.ts'

export interface Sketch {
  readonly ts: string
  readonly declarations: readonly Declaration[]
  readonly mentions: ReadonlySet<string>
  /** Offset in the code → offset in `ts`. */
  readonly toTs: (offset: number) => number | undefined
}

const DECLARED = /\b(const|let|var|function|class|enum|type|interface)\s+([\p{ID_Start}_$][\p{ID_Continue}$]*)/gu
const IDENTIFIER = /[\p{ID_Start}_$][\p{ID_Continue}$]*/gu

export function sketch(code: string, magics: readonly Magic[]): Sketch {
  const segments = withoutMagics(code, magics)
  const ts = renderSegments(segments, code)
  const declarations = [...ts.matchAll(DECLARED)].map(
    ([, kind, name]): Declaration => ({
      name: name ?? '',
      kind: kind as Declaration['kind'],
      hasValue: kind !== 'type' && kind !== 'interface',
    }),
  )
  return { ts, declarations, mentions: new Set(ts.match(IDENTIFIER)), toTs: offset => fromSource(segments, offset) }
}

/** Magic lines leave nothing, but a cell magic's body stands where its names are in scope. */
function withoutMagics(code: string, magics: readonly Magic[]): Segment[] {
  const segments: Segment[] = []
  const after: Segment[] = []
  let start = 0
  let inHead = true
  for (const line of code.split(/(?<=\n)/)) {
    const end = start + line.length
    if (inHead && /^\s*(\/\/)?%%\w/.test(line)) {
      const expansion = expansionOf(line, start, magics)
      segments.unshift(...(expansion?.hoisted ?? []).map(text => `${text}\n`))
      if (expansion) {
        segments.push(...expansion.before, '\n')
        after.unshift('\n', ...expansion.after)
      }
    } else if (!/^\s*%\w/.test(line)) {
      if (line.trim() !== '') inHead = false
      segments.push([start, end])
    } else segments.push(magicExpression(line, start))
    start = end
  }
  return [...segments, ...after]
}

/** What follows the name of a line magic may be an expression that is being written. */
function magicExpression(line: string, start: number): Segment {
  const name = /^\s*%\w+\s?/.exec(line)?.[0].length ?? 0
  return [start + name, start + line.length]
}

function expansionOf(line: string, start: number, magics: readonly Magic[]): Expansion | undefined {
  const name = /%%(\w+)/.exec(line)?.[1]
  const magic = magics.find(candidate => candidate.name === name && candidate.kind === 'cell')
  if (magic?.type !== 'expand') return undefined
  const parsed = parseMagicCall(
    line.trim(),
    start + line.search(/\S/),
    'cell',
    magics,
    (text, from) => text.indexOf(' --', from) + 1 || text.length,
  )
  const call = parsed.ok
    ? parsed.value.call
    : { name: magic.name, kind: 'cell' as const, values: {}, places: {}, rest: '', start, end: start + line.length }
  return magic.expand(call, { returns: false, mentions: () => true })
}
