/** On the wire `cursor_pos` counts Unicode code points; everywhere else offsets are UTF-16 code units. */

export function toUtf16Offset(code: string, codePoints: number): number {
  let offset = 0
  for (let left = codePoints; left > 0 && offset < code.length; left--) offset += isPair(code, offset) ? 2 : 1
  return offset
}

export function toCodePointOffset(code: string, utf16Offset: number): number {
  const end = Math.min(utf16Offset, code.length)
  let codePoints = 0
  for (let offset = 0; offset < end; codePoints++) offset += isPair(code, offset) ? 2 : 1
  return codePoints
}

function isPair(code: string, offset: number): boolean {
  return (code.codePointAt(offset) ?? 0) > 0xffff
}
