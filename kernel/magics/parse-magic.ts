import type { MagicCall, Outcome } from '../compile/types.ts'
import type { Magic } from './magic.ts'
import { nearest } from './nearest.ts'
import { type ParseExpression, readArguments } from './read-arguments.ts'
import { typed } from './usage.ts'

export interface ParsedMagic {
  readonly magic: Magic
  readonly call: MagicCall
}

/**
 * Reads one magic. `text` is its line, with its `%`, `%%` or `//%%`; `start` is where that stands in the cell, to which all
 * offsets of the result refer. `parseExpression` gives the end of the TypeScript expression at an offset of its text, if there is one.
 *
 * `%name?` is read as a call of `help`.
 */
export function parseMagicCall(
  text: string,
  start: number,
  kind: 'line' | 'cell',
  magics: readonly Magic[],
  parseExpression: ParseExpression,
): Outcome<ParsedMagic> {
  const line = text.replace(/[\r\n]+$/, '')
  const [prefix, name = ''] = /^\s*(?:\/\/)?%{0,2}([A-Za-z_][\w-]*)?/.exec(line) ?? ['']
  const complain = (message: string, from: number, to: number): Outcome<ParsedMagic> => ({
    ok: false,
    diagnostics: [{ message, start: start + from, end: start + to, severity: 'error' }],
  })
  const sign = kind === 'cell' ? '%%' : '%'
  if (name === '') return complain(`A magic's name is missing after ${sign}. %lsmagic lists them all.`, 0, line.length)

  const rest = line.slice(prefix.length)
  const isHelp = /^\?{1,2}\s*$/.test(rest)
  const magic = magics.find(magic => magic.name === name && magic.kind === kind)
  if (!magic && !(isHelp && magics.some(magic => magic.name === name))) return complain(unknownMagic(name, kind, magics), 0, prefix.length)

  const place = { kind, start, end: start + line.length }
  if (isHelp) {
    const help = magics.find(magic => magic.name === 'help' && magic.kind === kind)
    if (help) return { ok: true, value: { magic: help, call: { ...place, name: 'help', values: { magic: name }, places: {}, rest: name } } }
  }
  if (!magic) return complain(unknownMagic(name, kind, magics), 0, prefix.length)
  if (rest !== '' && !/^\s/.test(rest)) return complain(`Put a space between ${typed(magic)} and what follows it.`, 0, line.length)
  const read = readArguments(line, prefix.length, magic, parseExpression)
  if (!read.ok) return complain(read.message, read.start, read.end)
  const places = Object.fromEntries(Object.entries(read.places).map(([key, [from, to]]) => [key, [start + from, start + to] as const]))
  return { ok: true, value: { magic, call: { ...place, name, values: read.values, places, rest } } }
}

function unknownMagic(name: string, kind: 'line' | 'cell', magics: readonly Magic[]): string {
  const written = typed({ name, kind })
  const other = magics.find(magic => magic.name === name)
  if (other?.kind === 'cell') return `${written} is a cell magic: write ${typed(other)} as the first line of a cell, above its body.`
  if (other?.kind === 'line') return `${written} is a line magic: write ${typed(other)}.`
  const sameKind = magics.filter(magic => magic.kind === kind).map(typed)
  const near = nearest(written, sameKind) ?? nearest(written, magics.map(typed))
  return `Unknown magic ${written}.${near === undefined ? '' : ` Did you mean ${near}?`} %lsmagic lists them all.`
}
