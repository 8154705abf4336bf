/** What may stand at a place: asked of TypeScript for members and module names, put together here for plain names. */

import type { Completion } from '../interpreter.ts'
import { internalPrefix, isOwnFile } from './cell-module.ts'
import { keywords, typeNames } from './keywords.ts'
import type { Binding } from './names.ts'
import { type RawCompletion, type Scratch, wordsOf } from './scratch.ts'
import { ALIAS } from './symbol-flags.ts'
import { ServerRefused } from './type-server.ts'
import type { CheckRequest } from './types.ts'

export interface CompletionContext {
  readonly request: CheckRequest
  readonly offset: number
  readonly names: readonly Binding[]
  /** Asked for only when a plain name is completed. */
  readonly globals: () => Promise<readonly RawCompletion[]>
}

/** More are of no use to a reader, and each costs a question. */
const maxSignatures = 40
const maxSignature = 200
const maxAliases = 200

/** Texts replace the identifier characters before `offset`. */
export async function completionsAt(scratch: Scratch, context: CompletionContext): Promise<readonly Completion[]> {
  const before = context.request.ts.slice(0, context.offset)
  const prefix = /[\p{ID_Continue}$]*$/u.exec(before)?.[0] ?? ''
  const quoted = openString(before)
  let entries: readonly RawCompletion[]
  try {
    const answer = (await scratch.at('getCompletionsAtPosition', context.offset, { includeSymbol: true })) as
      | { entries?: readonly RawCompletion[] }
      | undefined
    entries = answer?.entries ?? []
  } catch (error) {
    // For plain names the server wants an index of all importable names, which its API cannot make.
    if (!(error instanceof ServerRefused)) throw error
    return plainNames(context, prefix)
  }
  const typed = quoted === undefined ? '' : quoted.slice(quoted.lastIndexOf('/') + 1, quoted.length - prefix.length)
  const fitting = entries
    .flatMap(entry => (entry.name.startsWith(typed) ? [{ ...entry, name: entry.name.slice(typed.length) }] : []))
    .filter(({ name }) => fits(name, prefix) && !(quoted !== undefined && isOwnFile(name)))
    .sort((a, b) => (a.sortText ?? '').localeCompare(b.sortText ?? '') || a.name.localeCompare(b.name))
  const [signatures, aliased] = await Promise.all([
    signaturesOf(scratch, fitting.slice(0, maxSignatures)),
    Promise.all(fitting.slice(0, maxAliases).map(entry => aliasedType(scratch, entry))),
  ])
  return fitting.map((entry, index) => withSignature({ text: entry.name, type: aliased[index] ?? typeName(entry.kind) }, signatures[index]))
}

/** What stands in the string that is being written on the last line, if one is. */
function openString(text: string): string | undefined {
  const line = text.slice(text.lastIndexOf('\n') + 1)
  let open: string | undefined
  // Whole strings first, so that a closing quote does not pass for an opening one.
  for (const [, quote, content, end] of line.matchAll(/(['"`])((?:\\.|(?!\1).)*)(\1|$)/g))
    open = end === '' && quote !== '`' ? content : undefined
  return open
}

function fits(name: string, prefix: string): boolean {
  return name.toLowerCase().startsWith(prefix.toLowerCase()) && !name.startsWith(internalPrefix)
}

function withSignature(completion: Completion, signature: string | undefined): Completion {
  // A long one is cut by TypeScript and helps nobody; `typeof f` says nothing.
  return signature && signature.length <= maxSignature && !signature.startsWith('typeof ') ? { ...completion, signature } : completion
}

async function signaturesOf(scratch: Scratch, entries: readonly RawCompletion[]): Promise<readonly (string | undefined)[]> {
  const symbols = entries.flatMap(({ symbol }) => symbol?.id ?? [])
  if (symbols.length === 0) return []
  const types = (await scratch.ask('getTypesOfSymbols', { symbols })) as readonly ({ readonly id: number } | null)[]
  const texts = await Promise.all(types.map(type => (type ? scratch.ask('typeToString', { type: type.id }) : undefined)))
  const bySymbol = new Map(symbols.map((symbol, index) => [symbol, texts[index] as string | undefined]))
  return entries.map(({ symbol }) => symbol && bySymbol.get(symbol.id))
}

/** Of what a module only hands on, where TypeScript says no more than that it is an alias. */
async function aliasedType(scratch: Scratch, { symbol }: RawCompletion): Promise<string | undefined> {
  if (!symbol || !(symbol.flags & ALIAS)) return undefined
  const { flags } = (await scratch.ask('getAliasedSymbol', { symbol: symbol.id })) as { readonly flags: number }
  return typesOfFlags.find(([flag]) => flags & flag)?.[1]
}

/** TypeScript's symbol flags; what is several things is the first. */
const typesOfFlags: readonly (readonly [flag: number, type: string])[] = [
  [16, 'function'],
  [32, 'class'],
  [384, 'enum'],
  [3, 'variable'],
  [64, 'interface'],
  [1 << 19, 'type'],
  [1536, 'module'],
]

/** The notebook's names, the words of this cell, what is global, and the language's own: in this order. */
async function plainNames({ request, offset, names, globals }: CompletionContext, prefix: string): Promise<readonly Completion[]> {
  const found = new Map<string, string>()
  const add = (name: string, type: string): void => {
    if (!found.has(name) && fits(name, prefix)) found.set(name, type)
  }
  for (const { name, kind } of request.declarations) add(name, declarationTypes[kind])
  for (const { name, kind } of names) add(name, declarationTypes[kind])
  const known = new Map((await globals()).map(({ name, kind }) => [name, typeName(kind)]))
  // The word being typed counts only where it stands a second time.
  const cut = offset - prefix.length
  const words = wordsOf(`${request.ts.slice(0, cut)} ${request.ts.slice(offset).replace(/^[\p{ID_Continue}$]+/u, '')}`)
  for (const name of words) if (!keywords.has(name) && !known.has(name)) add(name, 'variable')
  for (const [name, type] of [...known].sort(([a], [b]) => a.localeCompare(b))) add(name, type)
  for (const name of keywords) add(name, 'keyword')
  for (const name of typeNames) add(name, 'type')
  return [...found].map(([text, type]) => ({ text, type }))
}

const declarationTypes: Record<Binding['kind'], string> = {
  const: 'variable',
  let: 'variable',
  var: 'variable',
  function: 'function',
  class: 'class',
  enum: 'enum',
  type: 'type',
  interface: 'interface',
  namespace: 'module',
  import: 'module',
  'export-alias': 'variable',
}

const typesOfKinds: readonly (string | undefined)[] = [
  undefined,
  'text',
  'function',
  'function',
  'function',
  'property',
  'variable',
  'class',
  'interface',
  'module',
  'property',
  'value',
  'value',
  'enum',
  'keyword',
  'snippet',
  'value',
  'path',
  'value',
  'path',
  'property',
  'variable',
  'class',
  'property',
  'keyword',
  'type',
]

function typeName(kind: number | undefined): string {
  return (kind === undefined ? undefined : typesOfKinds[kind]) ?? 'variable'
}
