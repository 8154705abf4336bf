/** A line of a cell with a caret under a column, for errors: the same for types, syntax and what is thrown. */

/** A longer line is shown in part: so much before the place, and so much in all. */
const BEFORE = 80
const WIDTH = 240

/** `line` and `column` count from 1. `length`: how much to underline. */
export function sourceExcerpt(source: string, line: number, column: number, length = 1): string | undefined {
  const whole = source.split('\n')[line - 1]
  if (whole === undefined) return undefined
  const start = whole.length > WIDTH ? Math.max(0, column - 1 - BEFORE) : 0
  const number = `${line} | ${start > 0 ? '…' : ''}`
  const text = whole.slice(start, start + WIDTH)
  const rest = start + WIDTH < whole.length ? '…' : ''
  // Tabs stay tabs, so that the caret stands under its character however wide they are shown.
  const lead = text.slice(0, column - 1 - start).replace(/[^\t]/g, ' ')
  const marks = '^'.repeat(Math.max(1, Math.min(length, text.length - lead.length)))
  return `${number}${text}${rest}\n${' '.repeat(number.length)}${lead}\u001b[31m${marks}\u001b[39m`
}
