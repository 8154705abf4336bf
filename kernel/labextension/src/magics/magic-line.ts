/** What a line says when it is a magic. Pure text; whether it stands where a magic may is the kernel's to judge. */

export interface Part {
  readonly kind: 'sign' | 'name' | 'option'
  /** Offsets within the line. */
  readonly from: number
  readonly to: number
}

const CELL_MAGIC = /^(\s*(?:\/\/)?%%)([A-Za-z_][\w-]*)(?=[\s?]|$)/
const LINE_MAGIC = /^(\s*%)([A-Za-z_][\w-]*)(?=[\s?]|$)/
const OPTION = /(?<=\s)--?[A-Za-z][\w-]*(?=[\s=]|$)/g

/** `undefined`: code. Cell magics stand above everything else in a cell. */
export function magicParts(line: string, onTop: boolean): readonly Part[] | undefined {
  const match = (onTop ? CELL_MAGIC.exec(line) : null) ?? LINE_MAGIC.exec(line)
  if (match === null) return undefined
  const [all, sign = '', name = ''] = match
  const parts: Part[] = [
    { kind: 'sign', from: sign.length - sign.trimStart().length, to: sign.length },
    { kind: 'name', from: sign.length, to: sign.length + name.length },
  ]
  for (const { index, 0: option } of line.slice(all.length).matchAll(OPTION))
    parts.push({ kind: 'option', from: all.length + index, to: all.length + index + option.length })
  return parts
}
