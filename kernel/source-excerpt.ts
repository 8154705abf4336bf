/** A line of a cell with a caret under a column, for errors: the same for types, syntax and what is thrown. */

/** `line` and `column` count from 1. `length`: how much to underline. */
export function sourceExcerpt(source: string, line: number, column: number, length = 1): string | undefined {
  const text = source.split('\n')[line - 1]
  if (text === undefined) return undefined
  const number = `${line} | `
  // Tabs stay tabs, so that the caret stands under its character however wide they are shown.
  const lead = text.slice(0, column - 1).replace(/[^\t]/g, ' ')
  const marks = '^'.repeat(Math.max(1, Math.min(length, text.length - column + 1)))
  return `${number}${text}\n${' '.repeat(number.length)}${lead}\u001b[31m${marks}\u001b[39m`
}
