/** A cell as the checker sees it: one line of imports from the notebook, the cell untouched, one line of exports. */

import type { Declaration } from '../compile/types.ts'
import type { CheckRequest } from './types.ts'
import type { Binding } from './names.ts'

export interface CellModule {
  readonly text: string
  /** Where the cell's own text starts in `text`. */
  readonly offset: number
  /** The slots whose declarations it imports. */
  readonly uses: ReadonlySet<number>
}

export interface ModuleOptions {
  readonly slot: number
  /** The scope files of the notebook: each cell must name all of them, since a changed list of imports costs 4 ms. */
  readonly scopes: number
  readonly scopeOfSlot: (slot: number) => number
}

/** Internal names start with this, like those that magics leave in a cell. */
export const internalPrefix = '$tsloom'

export function composeCell(request: CheckRequest, imported: Iterable<Binding>, options: ModuleOptions): CellModule {
  const uses = new Set<number>()
  const imports: string[][] = Array.from({ length: options.scopes }, () => [])
  let variables = ''
  for (const { name, slot, kind } of imported) {
    const scope = options.scopeOfSlot(slot)
    uses.add(slot)
    // A module cannot assign to what it imports, so variables come in as declarations of the same type.
    if (kind === 'let' || kind === 'var') variables += `declare let ${name}:(typeof ${internalPrefix}_${scope})["${exportName(name, slot)}"];`
    else imports[scope]?.push(`${exportName(name, slot)} as ${name}`)
  }
  const head = `${imports.map((names, scope) => importsFrom(scope, names)).join('')}${variables}\n`
  return { text: `${head}${request.ts}\n${exportsOf(request.declarations, options.slot)}\n`, offset: head.length, uses }
}

function importsFrom(scope: number, names: readonly string[]): string {
  return `import{${names.join(',')}}from"./${scopeFile(scope)}";import type*as ${internalPrefix}_${scope} from"./${scopeFile(scope)}";`
}

export function scopeFile(scope: number): string {
  return `scope_${scope}.ts`
}

/** Each version of a name has its own, so a redeclaration leaves earlier cells as they are. */
export function exportName(name: string, slot: number): string {
  return `${name}_${slot}`
}

function exportsOf(declarations: readonly Declaration[], slot: number): string {
  const names = new Map(declarations.map(({ name, local }) => [name, local ?? name]))
  return `export{${[...names].map(([name, local]) => `${local} as ${exportName(name, slot)}`).join(',')}}`
}

/** The names that a cell takes from the notebook. */
export function importedNames(request: CheckRequest, lookup: (name: string) => Binding | undefined): readonly Binding[] {
  const own = ownNames(request.declarations)
  return [...request.mentions].flatMap(name => (own.has(name) ? [] : (lookup(name) ?? [])))
}

/** What the cell's own text declares; `export { a as b }` declares nothing inside the cell. */
export function ownNames(declarations: readonly Declaration[]): ReadonlySet<string> {
  return new Set(declarations.flatMap(({ name, kind }) => (kind === 'export-alias' ? [] : [name])))
}
