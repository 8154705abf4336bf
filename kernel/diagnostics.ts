/** What is wrong with a cell before it runs → what a person reads. */

import type { CellDiagnostic } from './compile/types.ts'
import type { UserError } from './interpreter.ts'
import { MagicError } from './magics/magic-error.ts'
import { sourceExcerpt } from './source-excerpt.ts'

const red = (text: string): string => `\u001b[31m${text}\u001b[39m`
const dim = (text: string): string => `\u001b[2m${text}\u001b[22m`

/** More are counted, not shown: they mostly follow from the first ones. */
const SHOWN = 10

export function diagnosticsError(cell: string, code: string, diagnostics: readonly CellDiagnostic[]): UserError {
  const [first] = diagnostics
  const name = first ? errorName(code, first) : 'SyntaxError'
  return { name, message: first ? titled(first) : 'the cell cannot be run', traceback: [diagnosticsText(code, diagnostics, cell)] }
}

/** One block a diagnostic: title, position, the line with a caret. */
export function diagnosticsText(code: string, diagnostics: readonly CellDiagnostic[], cell?: string): string {
  const blocks = diagnostics.slice(0, SHOWN).map(diagnostic => block(code, diagnostic, cell))
  const more = diagnostics.length - SHOWN
  return [...blocks, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n\n')
}

function block(code: string, diagnostic: CellDiagnostic, cell: string | undefined): string {
  const before = code.slice(0, diagnostic.start)
  const line = before.split('\n').length
  const column = diagnostic.start - (before.lastIndexOf('\n') + 1) + 1
  const length = Math.max(1, diagnostic.end - diagnostic.start)
  const title = `${red(errorName(code, diagnostic))}${diagnostic.code === undefined ? '' : ` ${red(`TS${diagnostic.code}`)}`}: ${diagnostic.message}`
  const place = dim(`    at ${cell === undefined ? '' : `${cell}:`}${line}:${column}`)
  return [title, sourceExcerpt(code, line, column, length), place].filter(part => part !== undefined).join('\n')
}

const titled = ({ code, message }: CellDiagnostic): string => (code === undefined ? message : `TS${code}: ${message}`)

function errorName(code: string, diagnostic: CellDiagnostic): string {
  if (diagnostic.code !== undefined) return 'TypeCheckError'
  const line = code.slice(code.lastIndexOf('\n', diagnostic.start - 1) + 1, diagnostic.end)
  return /^\s*(\/\/%%|%)/.test(line) ? 'MagicError' : 'SyntaxError'
}

/** A session magic that refused, or failed. */
export function magicFailure(error: unknown): UserError {
  const name = error instanceof MagicError ? error.name : error instanceof Error ? error.constructor.name : 'Error'
  const message = error instanceof Error ? error.message : String(error)
  return namedError(name, message)
}

/** Without a place in the cell. */
export function namedError(name: string, message: string): UserError {
  return { name, message, traceback: [`${red(name)}: ${message}`] }
}
