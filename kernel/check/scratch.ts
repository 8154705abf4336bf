/** Half-written code, in a file of its own: no cell ever sees it. */

import { writeFileSync } from 'node:fs'
import { composeCell, internalPrefix, ownNames } from './cell-module.ts'
import type { Binding, Names } from './names.ts'
import type { Program } from './program.ts'
import { type Slots, scratchSlot } from './slots.ts'
import type { CheckRequest } from './types.ts'

export interface RawCompletion {
  readonly name: string
  /** As in the language server protocol. */
  readonly kind?: number
  readonly sortText?: string
  readonly symbol?: { readonly id: number; readonly flags: number }
}

export interface Scratch {
  /** Asks about a place in the code; `offset` counts in the request's `ts`. */
  at(method: string, offset: number, params?: Readonly<Record<string, unknown>>): Promise<unknown>
  /** Asks about something that an earlier answer named. */
  ask(method: string, params: Readonly<Record<string, unknown>>): Promise<unknown>
  /** Everything that exists without being declared. The scratch holds other code afterwards. */
  globals(): Promise<readonly RawCompletion[]>
}

const word = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu
const declared = /\b(?:const|let|var|function\*?|class|enum|interface|type|namespace)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu

export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(word) ?? [])
}

export async function openScratch(program: Program, slots: Slots, names: Names, request: CheckRequest): Promise<Scratch> {
  const file = slots.file(scratchSlot)
  const offset = await fill(request)

  async function fill({ ts, declarations }: CheckRequest): Promise<number> {
    // What the parser could not read has no declarations: find them by their look, or an import would hide them.
    const own = declarations.length > 0 ? ownNames(declarations) : new Set([...ts.matchAll(declared)].map(match => match[1] ?? ''))
    const imported = [...wordsOf(ts)].flatMap(name => (own.has(name) ? [] : asDeclared(names.get(name))))
    const module = composeCell({ ts, declarations: [], mentions: new Set() }, imported, scratchSlot)
    writeFileSync(file, module.text)
    await program.update({ changed: [file, ...(module.library ? slots.openLibrary() : [])] })
    return module.offset
  }

  return {
    at: (method, position, params) => program.query(method, { file, position: offset + position, ...params }),
    ask: (method, params) => program.query(method, params),
    async globals() {
      const ts = 'globalThis.'
      const start = await fill({ ts, declarations: [], mentions: new Set() })
      const answer = (await program.query('getCompletionsAtPosition', { file, position: start + ts.length })) as
        | { entries?: readonly RawCompletion[] }
        | undefined
      return (answer?.entries ?? []).filter(({ name }) => !name.startsWith(internalPrefix))
    },
  }
}

/** Without its settled type: the declaration has documentation. */
function asDeclared(binding: Binding | undefined): readonly Binding[] {
  if (!binding) return []
  const { type, ...declared } = binding
  return [{ ...declared, asImport: true }]
}
