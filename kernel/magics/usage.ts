import type { Magic, MagicOption, MagicPositional } from './magic.ts'

/** `%%thread`: the magic's name as it is typed. */
export function typed(magic: Pick<Magic, 'kind' | 'name'>): string {
  return `${magic.kind === 'cell' ? '%%' : '%'}${magic.name}`
}

/** `%%thread [-n N] [-o NAME]`. */
export function usageLine(magic: Magic): string {
  const options = magic.options.map(option => `[${optionUsage(option)}]`)
  const positional = magic.positional ? [positionalUsage(magic.positional)] : []
  return [typed(magic), ...options, ...positional].join(' ')
}

/** `-n N`; all spellings of an option that has several: `-w N, --workers N`. */
export function optionSpellings(option: MagicOption): string {
  return option.flags.map(flag => withValue(flag, option)).join(', ')
}

/** The options one under the other, aligned. */
export function optionLines(magic: Magic): readonly string[] {
  const width = Math.max(0, ...magic.options.map(option => optionSpellings(option).length))
  return magic.options.map(option => `  ${optionSpellings(option).padEnd(width)}  ${option.summary}`)
}

/** The key of an option in `MagicCall.values`: its last spelling without dashes. */
export function optionKey(option: MagicOption): string {
  return (option.flags.at(-1) ?? option.flags[0]).replace(/^-+/, '')
}

/** What every complaint about a magic's arguments ends with. */
export function usageHint(magic: Magic): string {
  return [`Usage: ${usageLine(magic)}`, ...optionLines(magic)].join('\n')
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
