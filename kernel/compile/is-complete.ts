import type { IsCompleteResult } from '../interpreter.ts'
import type { Magic } from '../magics/magic.ts'
import { expandMagics } from './expand.ts'
import type { Oxc, OxcComplaint } from './oxc.ts'
import { renderSegments } from './segments.ts'

/** Whether Enter should run the code, as a console asks. */
export function isComplete(oxc: Oxc, code: string, magics: readonly Magic[]): IsCompleteResult {
  if (code.trim() === '') return { status: 'complete' }
  const isCellMagic = /^\s*(?:\/\/)?%%/.test(code)
  // The body of a cell magic ends with an empty line, as in IPython.
  if (isCellMagic && !/\n[^\n]*\n[ \t]*$/.test(code.trimStart())) return { status: 'incomplete', indent: '' }
  const expanded = expandMagics(oxc, code, magics)
  const ts = expanded.ok ? renderSegments(expanded.value.segments, code) : code
  const { errors } = oxc.parse(ts, 'ts')
  const [first] = errors.filter(({ severity }) => severity === 'Error')
  if (expanded.ok && !first) return { status: 'complete' }
  if (first && isUnfinished(first, ts)) return { status: 'incomplete', indent: indentAfter(code) }
  return { status: 'invalid' }
}

function isUnfinished({ message, labels }: OxcComplaint, text: string): boolean {
  const at = labels[0]?.start ?? 0
  if (message === 'Unterminated multiline comment') return true
  if (message === 'Unterminated string') return text[at] === '`' || text[at] === '}'
  return at >= text.trimEnd().length || message.startsWith("Identifier expected after '?.'")
}

/** The last line's own indentation, and one step more behind an opening bracket. */
function indentAfter(code: string): string {
  const line = code.trimEnd().split('\n').at(-1) ?? ''
  const indent = /^[ \t]*/.exec(line)?.[0] ?? ''
  const opens = /(?:[{([]|=>)\s*(?:\/\/.*)?$/.test(line)
  return opens ? `${indent}  ` : indent
}
