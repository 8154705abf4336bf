/** What stands at a place: its type as TypeScript would show it on hover, and its documentation. */

import type { Declaration } from '../compile/types.ts'
import type { Binding } from './names.ts'
import type { Scratch } from './scratch.ts'
import { signatureText } from './signature-text.ts'
import type { CheckRequest } from './types.ts'

export interface Inspection {
  readonly signature: string
  readonly documentation: string
}

export interface InspectContext {
  readonly request: CheckRequest
  readonly offset: number
  readonly lookup: (name: string) => Binding | undefined
}

export interface RawSymbol {
  readonly id: number
  readonly name: string
  readonly flags: number
  readonly valueDeclaration?: string
  readonly declarations?: readonly string[]
  readonly parent?: number
}

const aliasFlag = 1 << 21
/** TypeScript writes the names of properties with a leading underscore more than they have. */
const noTruncation = 1
const inTypeAlias = 1 << 23

export async function inspectAt(scratch: Scratch, context: InspectContext): Promise<Inspection | undefined> {
  for (const offset of places(context.request.ts, context.offset)) {
    const symbol = (await scratch.at('getSymbolAtPosition', offset)) as RawSymbol | undefined
    if (symbol) return describe(scratch, symbol, offset, context)
  }
  return undefined
}

/** At the cursor, before it (it stands behind a word), or the function whose arguments it stands in. */
function* places(ts: string, offset: number): Generator<number> {
  if (/[\p{ID_Continue}$]/u.test(ts[offset] ?? '')) yield offset
  if (/[\p{ID_Continue}$]/u.test(ts[offset - 1] ?? '')) yield offset - 1
  let depth = 0
  for (let at = offset - 1; at >= 0; at--) {
    const character = ts[at] ?? ''
    if (character === ')') depth++
    else if (character === '(' && depth-- === 0) {
      const callee = ts.slice(0, at).trimEnd().replace(/<[^<>()]*>$/, '').trimEnd()
      if (callee) yield callee.length - 1
      return
    } else if (depth === 0 && (character === ';' || character === '{')) return
  }
}

async function describe(scratch: Scratch, found: RawSymbol, offset: number, context: InspectContext): Promise<Inspection | undefined> {
  const name = found.name
  const symbol = found.flags & aliasFlag ? ((await scratch.ask('getAliasedSymbol', { symbol: found.id })) as RawSymbol) : found
  const declared = isTypeOnly(symbol)
    ? ((await scratch.ask('getDeclaredTypeOfSymbol', { symbol: symbol.id })) as { id: number } | undefined)
    : ((await scratch.at('getTypeAtPosition', offset)) as { id: number } | undefined)
  const [type, own, documentation, tags, parent] = await Promise.all([
    declared && scratch.ask('typeToString', { type: declared.id, flags: noTruncation | (isAlias(symbol) ? inTypeAlias : 0) }),
    isClassLike(symbol) ? declaredName(scratch, symbol) : undefined,
    scratch.ask('getDocumentationComment', { symbol: symbol.id }),
    scratch.ask('getJsDocTags', { symbol: symbol.id }),
    symbol.parent ? scratch.ask('getParentOfSymbol', { objectId: symbol.id }) : undefined,
  ])
  return {
    signature: signatureText({
      symbol,
      name,
      type: (type as string | undefined) ?? 'any',
      declaredName: own,
      parent: (parent as RawSymbol | undefined)?.name,
      declaration: declarationKind(name, context),
    }),
    documentation: [documentation, ...((tags as readonly { name: string; text?: string }[]) ?? []).map(tag => `@${tag.name}${tag.text ? ` ${tag.text}` : ''}`)].filter(Boolean).join('\n'),
  }
}

function isTypeOnly({ flags }: RawSymbol): boolean {
  const value = 111551
  return (flags & value) === 0
}

function isAlias({ flags }: RawSymbol): boolean {
  return (flags & (1 << 19)) !== 0
}

function isClassLike({ flags }: RawSymbol): boolean {
  return (flags & (32 | 64 | 384)) !== 0
}

/** With its type parameters. */
async function declaredName(scratch: Scratch, symbol: RawSymbol): Promise<string | undefined> {
  const type = (await scratch.ask('getDeclaredTypeOfSymbol', { symbol: symbol.id })) as { id: number } | undefined
  return type && ((await scratch.ask('typeToString', { type: type.id })) as string)
}

/** How the name was declared: by an earlier cell, by this one, or somewhere inside it. */
function declarationKind(name: string, { request, lookup }: InspectContext): Declaration['kind'] | undefined {
  const own = request.declarations.find(declaration => declaration.name === name)
  if (own) return own.kind
  const escaped = name.replaceAll('$', '\\$')
  const word = new RegExp(`\\b(const|let|var)\\s[^;=]*?(?<![\\w$.])${escaped}(?![\\w$])`).exec(request.ts)?.[1]
  return (word as 'const' | 'let' | 'var' | undefined) ?? lookup(name)?.kind
}
