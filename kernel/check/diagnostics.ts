/** TypeScript's diagnostics as a cell's: its own offsets, one text, and nothing that only a file could be blamed for. */

import type { CellDiagnostic } from '../compile/types.ts'
import type { CellModule } from './cell-module.ts'
import type { Binding } from './names.ts'
import type { RawDiagnostic } from './program.ts'

const error = 1
const cannotAssignToImport = 2632
/** Of an import, and of one for its side effects. */
export const cannotFindModule: ReadonlySet<number> = new Set([2307, 2882])

const meaningless = new Set([
  6133, // declared but never used: a later cell may
  6138,
  6192,
  6196,
  6198,
  6199,
  6205,
  7005, // `let x` without a type: a later cell assigns it
  7016, // no types for a package: then it is any
  7034,
])

/** What TypeScript says of a name's own declaration, which the cell sees as an import. */
const assignment: Partial<Record<Binding['kind'], readonly [code: number, what: string]>> = {
  const: [2588, 'a constant'],
  'export-alias': [2588, 'a constant'],
  function: [2630, 'a function'],
  class: [2629, 'a class'],
  enum: [2628, 'an enum'],
  namespace: [2631, 'a namespace'],
}

export interface DiagnosticContext {
  readonly module: CellModule
  /** Length of the cell in the module. */
  readonly length: number
  /** The cell's imports from the notebook. */
  readonly imported: readonly Binding[]
}

export function toCellDiagnostics(raw: readonly RawDiagnostic[], context: DiagnosticContext): readonly CellDiagnostic[] {
  return raw.flatMap(diagnostic => {
    const start = diagnostic.pos - context.module.offset
    // The lines around the cell are ours, and so is what is wrong with them.
    if (diagnostic.category !== error || meaningless.has(diagnostic.code) || start < 0 || start > context.length) return []
    const end = Math.min(Math.max(diagnostic.end - context.module.offset, start), context.length)
    return [{ ...wording(diagnostic, context), start, end, severity: 'error' as const }]
  })
}

function wording(diagnostic: RawDiagnostic, { imported, module }: DiagnosticContext): { readonly message: string; readonly code: number } {
  if (diagnostic.code === cannotAssignToImport) {
    const name = module.text.slice(diagnostic.pos, diagnostic.end)
    const [code, what] = assignment[imported.find(binding => binding.name === name)?.kind ?? 'import'] ?? []
    if (code) return { code, message: `Cannot assign to '${name}' because it is ${what}.` }
  }
  return { code: diagnostic.code, message: plainNames(flatten(diagnostic, 0)) + howToInstall(diagnostic, module) }
}

/** Only a package can be installed; a file of that name would have to be written. */
function howToInstall({ code, pos, end }: RawDiagnostic, module: CellModule): string {
  if (!cannotFindModule.has(code)) return ''
  const name = /^['"`]((?:@[\w.-]+\/)?[a-z\d][\w.-]*)(?:\/|['"`]$)/i.exec(module.text.slice(pos, end))?.[1]
  return name ? `\n  To install it, in the notebook's folder: npm install ${name}` : ''
}

/** A type may be a text of the user's, of any length. */
const longest = 2000

function flatten(diagnostic: RawDiagnostic, depth: number): string {
  const { text } = diagnostic
  const nested = (diagnostic.messageChain ?? []).map(next => `\n${flatten(next, depth + 1)}`)
  return `${'  '.repeat(depth)}${text.length > longest ? `${text.slice(0, longest)}…` : text}${nested.join('')}`
}

const qualified = /import\("[^"]*\/(?:cell_\d+|scope_\d+|tsloom_\w+)"\)\.([\w$]+?)(?:_\d+)?(?![\w$])/g

/** Two declarations of one name appear as `import("/…/cell_3").P`: say what that means instead of where we keep the file. */
function plainNames(text: string): string {
  const names = new Set([...text.matchAll(qualified)].map(match => match[1]))
  const plain = text.replace(qualified, '$1').replace(/"[^"\s]*\/(?:cell_\d+|scope_\d+|tsloom_\w+)"/g, 'the notebook')
  if (names.size === 0) return plain
  return `${plain}\n  The notebook declared ${[...names].map(name => `'${name}'`).join(', ')} more than once; what was made before has the earlier type.`
}
