/**
 * Types of variables as text. TypeScript infers a variable's type anew in every check that leads to it, through all the
 * variables that it was computed from: 300 cells in a row cost 11 ms a check. Where a type can be written without any name
 * of the notebook, later cells get it written.
 */

import type { Binding } from './names.ts'
import type { Program } from './program.ts'

export interface Unsettled {
  readonly file: string
  readonly bindings: readonly Binding[]
  /** Where the module's last line names what it exports. */
  readonly exports: ReadonlyMap<string, number>
}

const words = new Set('any bigint boolean never new null number object readonly string symbol undefined unknown void'.split(' '))

/** Fills in `Binding.type`. */
export async function settleTypes(program: Program, { file, bindings, exports }: Unsettled): Promise<void> {
  const variables = bindings.flatMap(binding => {
    const position = isVariable(binding) ? exports.get(binding.name) : undefined
    return position === undefined ? [] : [{ binding, position }]
  })
  if (variables.length === 0) return
  const symbols = (await program.query('getSymbolsAtPositions', { file, positions: variables.map(({ position }) => position) })) as Handles
  if (symbols.some(symbol => !symbol)) return
  const types = (await program.query('getTypesOfSymbols', { symbols: symbols.map(symbol => symbol?.id) })) as Handles
  await Promise.all(
    variables.map(async ({ binding }, index) => {
      const type = types[index]?.id
      const text = type && ((await program.query('typeToString', { type })) as string)
      if (text && isSelfContained(text)) binding.type = text
    }),
  )
}

type Handles = readonly ({ readonly id: number } | null)[]

function isVariable({ kind, hasValue }: Binding): boolean {
  return hasValue && (kind === 'const' || kind === 'let' || kind === 'var')
}

/**
 * Whether the text means the same in any cell: it has no names but those of properties and parameters. And no literals: one that was
 * inferred widens, so that after `let y = x` another string can be assigned; one that is written does not.
 */
export function isSelfContained(type: string): boolean {
  // TypeScript cuts what is long or deep, and marks it like this.
  if (/\.\.\.(?![\p{ID_Start}$_])/u.test(type)) return false
  const bare = type.replace(/"(?:[^"\\]|\\.)*"/g, '""')
  for (const { 0: word, index } of bare.matchAll(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu)) {
    const namesMember = /^\??\s*[:(]/.test(bare.slice(index + word.length))
    if (!namesMember && !words.has(word)) return false
  }
  return !/[`<]|(?:""|(?<![\p{ID_Continue}$])\d[\w.+]*)(?!\??\s*[:(])/u.test(bare)
}
