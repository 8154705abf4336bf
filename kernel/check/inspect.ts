/** What stands at a place: its type as TypeScript would show it on hover, and its documentation. */

import type { Declaration } from '../compile/types.ts'
import { type DocTag, documentationMarkdown, documentationText } from './documentation.ts'
import type { Binding } from './names.ts'
import type { Scratch } from './scratch.ts'
import { signatureText } from './signature-text.ts'
import { ALIAS } from './symbol-flags.ts'
import type { CheckRequest, Inspection } from './types.ts'

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

interface RawType {
  readonly id: number
}

/** TypeScript's numbers: symbol flags, node builder flags, a syntax kind. */
const typeOrNamespace = 788968 | 1920
const noTruncation = 1
const inTypeAlias = 1 << 23
const functionDeclaration = 263

const isWord = /[\p{ID_Continue}$]/u

export async function inspectAt(scratch: Scratch, context: InspectContext): Promise<Inspection | undefined> {
  for (const offset of places(context.request.ts, context.offset)) {
    const symbol = await symbolAt(scratch, context.request.ts, offset)
    // In a comment TypeScript sees nothing but the file, which is ours.
    if (symbol && !symbol.name.endsWith('/tsloom_scratch"')) return describe(scratch, symbol, offset, context)
  }
  return undefined
}

async function symbolAt(scratch: Scratch, ts: string, offset: number): Promise<RawSymbol | undefined> {
  const found = (await scratch.at('getSymbolAtPosition', offset)) as RawSymbol | undefined
  if (found) return found
  // A type or namespace, alone where a value should stand.
  const before = /[\p{ID_Continue}$]*$/u.exec(ts.slice(0, offset))?.[0] ?? ''
  const name = before + (/^[\p{ID_Continue}$]*/u.exec(ts.slice(offset))?.[0] ?? '')
  const isMember = /\.\s*$/.test(ts.slice(0, offset - before.length))
  return isMember || !name
    ? undefined
    : ((await scratch.at('resolveName', offset, { name, meaning: typeOrNamespace })) as RawSymbol | undefined)
}

/** At the cursor, before it (it stands behind a word), or the function whose arguments it stands in. */
function* places(ts: string, offset: number): Generator<number> {
  if (isWord.test(ts[offset] ?? '')) yield offset
  if (isWord.test(ts[offset - 1] ?? '')) yield offset - 1
  let depth = 0
  for (let at = offset - 1; at >= 0; at--) {
    const character = ts[at] ?? ''
    if (character === ')') depth++
    else if (character === '(' && depth-- === 0) {
      const callee = ts
        .slice(0, at)
        .trimEnd()
        .replace(/<[^<>()]*>$/, '')
        .trimEnd()
      if (callee) yield callee.length - 1
      return
    } else if (depth === 0 && (character === ';' || character === '{')) return
  }
}

async function describe(scratch: Scratch, found: RawSymbol, offset: number, context: InspectContext): Promise<Inspection | undefined> {
  const name = found.name
  const symbol = found.flags & ALIAS ? ((await scratch.ask('getAliasedSymbol', { symbol: found.id })) as RawSymbol) : found
  const type = isTypeOnly(symbol)
    ? ((await scratch.ask('getDeclaredTypeOfSymbol', { symbol: symbol.id })) as RawType | undefined)
    : ((await scratch.at('getTypeAtPosition', offset)) as RawType | undefined)
  const [text, call, own, documentation, tags, parent] = await Promise.all([
    type && scratch.ask('typeToString', { type: type.id, flags: noTruncation | (isAlias(symbol) ? inTypeAlias : 0) }),
    type && isCallable(symbol) ? callOf(scratch, type) : undefined,
    isClassLike(symbol) ? declaredName(scratch, symbol) : undefined,
    scratch.ask('getDocumentationComment', { symbol: symbol.id }),
    scratch.ask('getJsDocTags', { symbol: symbol.id }),
    symbol.parent ? scratch.ask('getParentOfSymbol', { objectId: symbol.id }) : undefined,
  ])
  const comment = [documentation as string | undefined, (tags as readonly DocTag[] | undefined) ?? []] as const
  return {
    signature: signatureText({
      symbol,
      name,
      type: (text as string | undefined) ?? 'any',
      call,
      declaredName: own,
      parent: (parent as RawSymbol | undefined)?.name,
      declaration: declarationKind(name, context),
    }),
    documentation: documentationText(...comment),
    markdown: documentationMarkdown(...comment),
  }
}

/** The first signature, printed as in a declaration. */
async function callOf(scratch: Scratch, type: RawType): Promise<{ readonly text: string; readonly overloads: number } | undefined> {
  const signatures = ((await scratch.ask('getSignaturesOfType', { type: type.id, kind: 0 })) ?? []) as readonly { readonly id: number }[]
  const [first] = signatures
  if (!first) return undefined
  const data = await scratch.ask('signatureToSignatureDeclaration', { signature: first.id, kind: functionDeclaration, flags: noTruncation })
  const printed = ((await scratch.ask('printNode', { data })) as string).replace(/\s+/g, ' ')
  return { text: printed.replace(/^function /, '').replace(/;$/, ''), overloads: signatures.length - 1 }
}

function isTypeOnly({ flags }: RawSymbol): boolean {
  const value = 111551
  return (flags & value) === 0
}

function isCallable({ flags }: RawSymbol): boolean {
  return (flags & (16 | 8192)) !== 0
}

function isAlias({ flags }: RawSymbol): boolean {
  return (flags & (1 << 19)) !== 0
}

function isClassLike({ flags }: RawSymbol): boolean {
  return (flags & (32 | 64 | 384)) !== 0
}

/** With its type parameters. */
async function declaredName(scratch: Scratch, symbol: RawSymbol): Promise<string | undefined> {
  const type = (await scratch.ask('getDeclaredTypeOfSymbol', { symbol: symbol.id })) as RawType | undefined
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
