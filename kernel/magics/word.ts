/** One word of a magic's line, quoted as in a shell. */

export type Word =
  | { readonly ok: true; readonly value: string; readonly start: number; readonly end: number; readonly quoted: boolean }
  | { readonly ok: false; readonly message: string; readonly start: number; readonly end: number }

export function skipSpace(line: string, from: number): number {
  let at = from
  while (at < line.length && isSpace(line[at])) at++
  return at
}

/**
 * Reads the word that starts at `start`: `'…'` is literal, in `"…"` a backslash escapes `"` and `\`. Outside of quotes it
 * escapes spaces, quotes and itself only, so that `C:\data` stays what it is.
 */
export function readWord(line: string, start: number): Word {
  let value = ''
  let at = start
  while (at < line.length && !isSpace(line[at])) {
    const char = line[at] as string
    if (char === '"' || char === "'") {
      const quoted = readQuoted(line, at)
      if (quoted === undefined)
        return { ok: false, message: `The quote ${char} that opens here is not closed.`, start: at, end: line.length }
      value += quoted.value
      at = quoted.end
    } else if (char === '\\' && /[\s"'\\]/.test(line[at + 1] ?? '')) {
      value += line[at + 1]
      at += 2
    } else {
      value += char
      at++
    }
  }
  return { ok: true, value, start, end: at, quoted: line[start] === '"' || line[start] === "'" }
}

function readQuoted(line: string, open: number): { readonly value: string; readonly end: number } | undefined {
  const quote = line[open]
  let value = ''
  for (let at = open + 1; at < line.length; at++) {
    const char = line[at] as string
    if (char === quote) return { value, end: at + 1 }
    const escapes = quote === '"' && char === '\\' && /["\\]/.test(line[at + 1] ?? '')
    value += escapes ? line[++at] : char
  }
  return undefined
}

function isSpace(char: string | undefined): boolean {
  return char !== undefined && /\s/.test(char)
}
