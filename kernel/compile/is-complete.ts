import type { IsCompleteResult } from '../interpreter.ts'
import type { Magic } from '../magics/magic.ts'
import { expandMagics } from './expand.ts'
import type { Oxc } from './oxc.ts'
import { renderSegments } from './segments.ts'

/** Whether Enter should run the code, as a console asks. */
export function isComplete(oxc: Oxc, code: string, magics: readonly Magic[]): IsCompleteResult {
  if (code.trim() === '') return { status: 'complete' }
  const isCellMagic = /^\s*(?:\/\/)?%%/.test(code)
  // The body of a cell magic ends with an empty line, as in IPython.
  if (isCellMagic && !/\n[^\n]*\n[ \t]*$/.test(code.trimStart())) return { status: 'incomplete', indent: '' }
  const expanded = expandMagics(oxc, code, magics)
  if (!expanded.ok)
    return ended(
      code,
      expanded.diagnostics.some(({ message, start }) => isUnfinished(message, start, code)),
    )
  const ts = renderSegments(expanded.value.segments, code)
  const [first] = oxc.parse(ts, 'ts').errors
  if (!first) return { status: 'complete' }
  return ended(code, isUnfinished(first.message, first.labels[0]?.start ?? 0, ts))
}

function ended(code: string, unfinished: boolean): IsCompleteResult {
  return unfinished ? { status: 'incomplete', indent: indentAfter(code) } : { status: 'invalid' }
}

function isUnfinished(message: string, at: number, text: string): boolean {
  if (message.startsWith('Unterminated multiline comment')) return true
  if (message.startsWith('Unterminated string')) return text[at] === '`' || text[at] === '}'
  return at >= text.trimEnd().length || message.startsWith("Identifier expected after '?.'")
}

/** The last line's own indentation, and one step more behind an opening bracket. */
function indentAfter(code: string): string {
  const line = code.trimEnd().split('\n').at(-1) ?? ''
  const indent = /^[ \t]*/.exec(line)?.[0] ?? ''
  const opens = /(?:[{([]|=>)\s*(?:\/\/.*)?$/.test(line)
  return opens ? `${indent}  ` : indent
}
