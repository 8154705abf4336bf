import type { OxcComplaint } from './oxc.ts'
import type { CellDiagnostic } from './types.ts'

/** What the parser reports, in words and places that help the person who typed `text`. Offsets are into `text`. */
export function syntaxDiagnostics(errors: readonly OxcComplaint[], text: string): CellDiagnostic[] {
  return errors
    .filter(({ severity }) => severity === 'Error')
    .map(error => {
      // Of a redeclaration, the second one is the place to act.
      const label = /has already been declared/.test(error.message) ? (error.labels.at(-1) ?? error.labels[0]) : error.labels[0]
      const start = Math.min(label?.start ?? 0, text.length)
      const end = Math.max(start, Math.min(label?.end ?? start, text.length))
      return { message: readable(error, text.slice(start, end), start >= text.trimEnd().length), start, end, severity: 'error' }
    })
}

function readable({ message, helpMessage }: OxcComplaint, found: string, atEnd: boolean): string {
  if (message === 'Unexpected token') return atEnd ? 'Unexpected end of the cell' : `Unexpected ${found ? `'${found}'` : 'token'}`
  if (/A 'return' statement can only be used/.test(message))
    return "'return' can only stand in a function. The cell's last expression is its result."
  if (/has already been declared$/.test(message)) return `${quoted(message)} in this cell`
  const expected = /^Expected `(.*)` but found `EOF`$/.exec(message)?.[1]
  if (expected) return `Expected '${expected}' before the end of the cell`
  return helpMessage ? `${quoted(message)}. ${quoted(helpMessage)}` : quoted(message)
}

function quoted(text: string): string {
  return text.replace(/`([^`]*)`/g, "'$1'").replace(/\.$/, '')
}
