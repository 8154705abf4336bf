import type { MagicOption } from './magic.ts'
import { suggestion } from './nearest.ts'

export type OptionValue = { readonly ok: true; readonly value: string | number } | { readonly ok: false; readonly message: string }

/** What the word after `flag` stands for. `flag` is the spelling that the user chose. */
export function optionValue(option: MagicOption, flag: string, word: string): OptionValue {
  if (option.choices && !option.choices.includes(word)) {
    return wrong(`${flag} is one of ${option.choices.join(', ')}; got '${word}'.${suggestion(word, option.choices)}`)
  }
  switch (option.kind) {
    case 'integer':
      return integer(flag, word)
    case 'port':
      return port(flag, word)
    case 'duration':
      return duration(flag, word)
    case 'name':
      return identifier(flag, word)
    case 'word':
    case 'expression':
    case 'flag':
      return { ok: true, value: word }
  }
}

/** What a value must look like, for "-n wants …". */
export function wanted(option: MagicOption): string {
  switch (option.kind) {
    case 'integer':
      return 'a whole number ≥ 1'
    case 'port':
      return 'a port: 1 to 65535, or 0 for any that is free'
    case 'duration':
      return 'a time with its unit, such as 500ms, 30s or 2m'
    case 'name':
      return 'the name of a variable'
    case 'expression':
      return 'a TypeScript expression'
    case 'word':
    case 'flag':
      return option.choices ? `one of ${option.choices.join(', ')}` : 'a value'
  }
}

function integer(flag: string, word: string): OptionValue {
  const value = /^\+?\d+$/.test(word) ? Number(word) : 0
  if (value >= 1 && Number.isSafeInteger(value)) return { ok: true, value }
  return wrong(`${flag} wants a whole number ≥ 1, got '${word}'.`)
}

function port(flag: string, word: string): OptionValue {
  const value = /^\d+$/.test(word) ? Number(word) : -1
  if (value >= 0 && value <= 65_535) return { ok: true, value }
  return wrong(`${flag} wants a port: 1 to 65535, or 0 for any that is free; got '${word}'.`)
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
/** Node's timers fire at once above this. */
const LONGEST = 2 ** 31 - 1

function duration(flag: string, word: string): OptionValue {
  const [, amount, unit] = /^(\d+(?:\.\d+)?|\.\d+)([a-z]*)$/i.exec(word) ?? []
  if (amount !== undefined && unit === '') return wrong(`${flag} needs a unit: write ${word}ms, ${word}s or ${word}m, whichever is meant.`)
  const factor = unit === undefined ? undefined : UNITS[unit]
  if (amount === undefined || factor === undefined)
    return wrong(`${flag} wants a time with its unit, such as 500ms, 30s or 2m; got '${word}'.`)
  const value = Number(amount) * factor
  if (value <= 0) return wrong(`${flag} wants a time above zero, got '${word}'.`)
  if (value > LONGEST) return wrong(`${flag} can be 24 days (576h) at most, got '${word}'.`)
  return { ok: true, value }
}

const RESERVED: ReadonlySet<string> = new Set(
  `await break case catch class const continue debugger default delete do else enum export extends false finally for function if
  implements import in instanceof interface let new null package private protected public return static super switch this throw true
  try typeof var void while with yield arguments eval undefined NaN Infinity globalThis`.split(/\s+/),
)

function identifier(flag: string, word: string): OptionValue {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(word)) return wrong(`${flag} wants the name of a variable, got '${word}'.`)
  if (RESERVED.has(word)) return wrong(`${flag} wants the name of a variable; '${word}' is a reserved word.`)
  if (/^(\$|__)tsloom/.test(word)) return wrong(`${flag} wants another name: '${word}' starts as tsloom's own names do.`)
  return { ok: true, value: word }
}

function wrong(message: string): OptionValue {
  return { ok: false, message }
}
