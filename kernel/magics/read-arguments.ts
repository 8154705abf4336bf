/** What follows a magic's name, read against its declaration. Offsets are into the line. */

import type { MagicCall } from '../compile/types.ts'
import type { Magic, MagicOption, MagicPositional } from './magic.ts'
import { nearest, suggestion } from './nearest.ts'
import { optionValue, wanted } from './option-value.ts'
import { optionKey, typed, usageHint } from './usage.ts'
import { readWord, skipSpace } from './word.ts'

export type ParseExpression = (text: string, from: number) => number | undefined

export type Arguments =
  | { readonly ok: true; readonly values: MagicCall['values']; readonly places: MagicCall['places'] }
  | { readonly ok: false; readonly message: string; readonly start: number; readonly end: number }

/** `start`: of an expression. */
type Read = { readonly ok: true; readonly value: string | number | boolean; readonly start?: number; readonly end: number } | Failure
type Failure = { readonly ok: false; readonly message: string; readonly start: number; readonly end: number }

export function readArguments(line: string, from: number, magic: Magic, parseExpression: ParseExpression): Arguments {
  const values: Record<string, string | number | boolean> = {}
  const places: Record<string, readonly [number, number]> = {}
  // Without options of its own, what starts with a dash belongs to the argument: `%time -x`.
  let optionsEnded = magic.options.length === 0
  let at = skipSpace(line, from)
  const mayEndInComment = magic.positional?.kind !== 'rest'
  while (at < line.length && !(mayEndInComment && line.startsWith('//', at))) {
    if (!optionsEnded && /^--(?=\s|$)/.test(line.slice(at))) {
      optionsEnded = true
      at = skipSpace(line, at + 2)
      continue
    }
    const isOption = !optionsEnded && line[at] === '-'
    const read = isOption ? readOption(line, at, magic, values, parseExpression) : readPositional(line, at, magic, values, parseExpression)
    if (!read.ok) return read
    values[read.key] = read.value
    if (read.start !== undefined) places[read.key] = [read.start, read.start + String(read.value).length]
    at = skipSpace(line, read.end)
  }
  const { positional } = magic
  if (positional?.required && values[positional.name] === undefined) {
    return failure(`${typed(magic)} wants ${positional.summary}.\n${usageHint(magic)}`, 0, line.length)
  }
  const refusal = magic.refuse?.(values)
  if (refusal !== undefined) return failure(`${refusal}\n${usageHint(magic)}`, 0, line.length)
  return { ok: true, values, places }
}

type Keyed = (Extract<Read, { ok: true }> & { readonly key: string }) | Failure

function readOption(line: string, start: number, magic: Magic, values: MagicCall['values'], parseExpression: ParseExpression): Keyed {
  const written = /^-[^\s=]*/.exec(line.slice(start))?.[0] ?? '-'
  const attached = /^(-[A-Za-z])(\d.*)$/.exec(written)
  const flag = attached?.[1] ?? written
  const option = magic.options.find(({ flags }) => flags.includes(flag))
  const end = start + flag.length
  if (!option) return failure(unknownOption(magic, written), start, start + written.length)
  const key = optionKey(option)
  if (values[key] !== undefined) return failure(`${flag} is given twice.`, start, end)
  if (option.kind === 'flag') {
    if (!attached && line[end] !== '=') return { ok: true, key, value: true, end }
    return failure(`${flag} is a switch and takes no value.`, start, readEnd(line, start))
  }
  const direct = attached !== null || line[end] === '='
  const valueStart = attached ? end : line[end] === '=' ? end + 1 : skipSpace(line, end)
  const read = readOptionValue(line, { start, valueStart, direct, flag }, option, magic, parseExpression)
  return read.ok ? { ...read, key } : read
}

interface OptionPlace {
  readonly start: number
  readonly valueStart: number
  /** The value is attached (`-n5`, `--name=x`), so it may look like an option. */
  readonly direct: boolean
  readonly flag: string
}

function readOptionValue(line: string, place: OptionPlace, option: MagicOption, magic: Magic, parseExpression: ParseExpression): Read {
  const { start, valueStart, direct, flag } = place
  const missing = () => failure(`${flag} wants ${wanted(option)}.\n${usageHint(magic)}`, start, start + flag.length)
  if (valueStart >= line.length) return missing()
  if (option.kind === 'expression') {
    const end = expressionEnd(line, valueStart, magic, parseExpression)
    if (end === undefined) return failure(`${flag} wants a TypeScript expression.`, start, line.length)
    return { ok: true, value: line.slice(valueStart, end).trimEnd(), start: valueStart, end }
  }
  if (direct && /\s/.test(line[valueStart] ?? '')) return missing()
  const word = readWord(line, valueStart)
  if (!word.ok) return word
  if (!direct && !word.quoted && isFlag(word.value, magic)) return missing()
  const parsed = optionValue(option, flag, word.value)
  return parsed.ok ? { ...parsed, end: word.end } : failure(parsed.message, word.start, word.end)
}

function readPositional(line: string, start: number, magic: Magic, values: MagicCall['values'], parseExpression: ParseExpression): Keyed {
  const { positional } = magic
  if (!positional)
    return failure(
      `${typed(magic)} takes no ${magic.options.length > 0 ? 'such argument' : 'argument'}: '${line.slice(start).trim()}'.\n${usageHint(magic)}`,
      start,
      line.trimEnd().length,
    )
  const key = positional.name
  if (positional.kind === 'rest') return { ok: true, key, value: line.slice(start).trimEnd(), end: line.length }
  if (values[key] !== undefined) {
    return failure(`'${line.slice(start).trim()}' is more than ${typed(magic)} takes.\n${usageHint(magic)}`, start, line.trimEnd().length)
  }
  if (positional.kind === 'word') return readPositionalWord(line, start, positional)
  const end = expressionEnd(line, start, magic, parseExpression)
  if (end === undefined)
    return failure(`${typed(magic)} wants ${positional.summary}; this is not an expression.`, start, line.trimEnd().length)
  return { ok: true, key, value: line.slice(start, end).trimEnd(), start, end: afterSemicolon(line, end) }
}

function readPositionalWord(line: string, start: number, positional: MagicPositional): Keyed {
  const word = readWord(line, start)
  if (!word.ok) return word
  const { choices } = positional
  if (choices && !choices.includes(word.value)) {
    return failure(
      `${positional.name} is one of ${choices.join(', ')}; got '${word.value}'.${suggestion(word.value, choices)}`,
      start,
      word.end,
    )
  }
  return { ok: true, key: positional.name, value: word.value, end: word.end }
}

/**
 * Where the expression at `from` ends. `items -o squares` is a subtraction to a parser: the first option of the magic before which
 * a whole expression stands ends it.
 */
function expressionEnd(line: string, from: number, magic: Magic, parseExpression: ParseExpression): number | undefined {
  const before = [...line.slice(from).matchAll(/\s(-{1,2}[A-Za-z][^\s=]*)/g)].map(({ index, 1: flag = '' }) => {
    const head = line.slice(0, from + index)
    return { flag, head, end: head.trimEnd().length }
  })
  const isWhole = ({ head, end }: (typeof before)[number]): boolean => parseExpression(head, from) === end
  const known = before.find(place => isFlag(place.flag, magic) && isWhole(place))
  // What is neither an expression nor an option may be a misspelt one.
  return known?.end ?? parseExpression(line, from) ?? before.find(isWhole)?.end
}

/** `%time f();` is what people type. */
function afterSemicolon(line: string, end: number): number {
  return end + (/^\s*;/.exec(line.slice(end))?.[0].length ?? 0)
}

function isFlag(word: string, magic: Magic): boolean {
  const flag = word.replace(/=.*$/s, '')
  return (
    word === '--' ||
    magic.options.some(
      ({ flags }) => flags.includes(flag) || flags.some(known => known.length === 2 && new RegExp(`^${known}\\d`).test(word)),
    )
  )
}

function unknownOption(magic: Magic, flag: string): string {
  const near = nearest(
    flag,
    magic.options.flatMap(({ flags }) => flags),
  )
  return `Unknown option ${flag} of ${typed(magic)}.${near ? ` Did you mean ${near}?` : ''}\n${usageHint(magic)}`
}

function readEnd(line: string, start: number): number {
  return start + (/^\S*/.exec(line.slice(start))?.[0].length ?? 0)
}

function failure(message: string, start: number, end: number): Failure {
  return { ok: false, message, start, end: Math.max(end, start) }
}
