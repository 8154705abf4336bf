import type { Magic, MagicOption, MagicPositional } from './magic.ts'

/** `%%thread`: the magic's name as it is typed. */
export function typed(magic: Pick<Magic, 'kind' | 'name'>): string {
  return `${magic.kind === 'cell' ? '%%' : '%'}${magic.name}`
}

/** What may stand in the line: `%%thread`, `[-n N]`, `[-o NAME]`. */
export function usageParts(magic: Magic): readonly string[] {
  const options = magic.options.map(option => `[${optionUsage(option)}]`)
  return [typed(magic), ...options, ...(magic.positional ? [positionalUsage(magic.positional)] : [])]
}

/** `%%thread [-n N] [-o NAME]`, in lines that are not too long and never part an option from its value. */
export function usageText(magic: Magic, before = ''): string {
  const parts = usageParts(magic)
  return before + wrapped(parts, before.length, before.length + typed(magic).length + 1)
}

/** `-n N`; all spellings of an option that has several: `-w N, --workers N`. */
export function optionSpellings(option: MagicOption): string {
  return option.flags.map(flag => withValue(flag, option)).join(', ')
}

/** What the magic takes, as typed and in words: the positional first. */
export function argumentRows({ options, positional }: Magic): readonly (readonly [typed: string, meaning: string])[] {
  const first = positional ? [[positional.choices?.join('|') ?? positional.name.toUpperCase(), positional.summary] as const] : []
  return [...first, ...options.map(option => [optionSpellings(option), option.summary] as const)]
}

/** The arguments one under the other, aligned. */
export function argumentLines(magic: Magic): readonly string[] {
  const rows = argumentRows(magic)
  const width = Math.max(0, ...rows.map(([typed]) => typed.length)) + 4
  return rows.map(([typed, meaning]) => `  ${typed.padEnd(width - 2)}${wrapped(meaning.split(' '), width, width)}`)
}

/** The key of an option in `MagicCall.values`: its last spelling without dashes. */
export function optionKey(option: MagicOption): string {
  return (option.flags.at(-1) ?? option.flags[0]).replace(/^-+/, '')
}

/** What every complaint about a magic's arguments ends with. */
export function usageHint(magic: Magic): string {
  return [usageText(magic, 'Usage: '), ...(magic.options.length > 0 ? argumentLines(magic) : [])].join('\n')
}

/** Narrow enough for half a screen. */
const LINE = 80

/** Parts in lines: the first begins at column `from`, the others at `indent`. */
function wrapped(parts: readonly string[], from: number, indent: number): string {
  let column = from
  let text = ''
  for (const part of parts) {
    const breaks = text !== '' && column + 1 + part.length > LINE
    const gap = text === '' ? '' : breaks ? `\n${' '.repeat(indent)}` : ' '
    column = (breaks ? indent : column + gap.length) + part.length
    text += gap + part
  }
  return text
}

function optionUsage(option: MagicOption): string {
  return withValue(option.flags[0], option)
}

function withValue(flag: string, option: MagicOption): string {
  if (option.kind === 'flag') return flag
  return `${flag} ${option.choices?.join('|') ?? option.value ?? option.kind.toUpperCase()}`
}

function positionalUsage(positional: MagicPositional): string {
  const shown = positional.choices?.join('|') ?? positional.name.toUpperCase()
  return positional.required ? shown : `[${shown}]`
}
