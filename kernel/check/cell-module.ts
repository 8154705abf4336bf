/** A cell as the checker sees it: one line of imports from the notebook, the cell untouched, one line of exports. */

import type { Declaration } from '../compile/types.ts'
import type { Binding } from './names.ts'
import { READS_MODULES } from './reads-modules.ts'
import type { CheckRequest } from './types.ts'

export interface CellModule {
  readonly text: string
  /** It takes names from the library file, which has to hold them. */
  readonly library: boolean
  /** The cell's own text imports something. */
  readonly imports: boolean
  /** Where the cell's own text starts in `text`. */
  readonly offset: number
  /** The slots whose declarations it imports. */
  readonly uses: ReadonlySet<number>
  /** Where the last line names what is exported. */
  readonly exports: ReadonlyMap<string, number>
}

/** Internal names start with this, like those that magics leave in a cell. */
export const internalPrefix = '$tsloom'
/** What stands in a cell's text for a session magic between statements. */
const RUNTIME = '__tsloom'

export function composeCell(request: CheckRequest, imported: Iterable<Binding>, slot: number): CellModule {
  const uses = new Set<number>()
  const imports: string[][] = Array.from({ length: scopeCount }, () => [])
  let variables = ''
  for (const { name, slot: from, kind, type, asImport } of imported) {
    if (type !== undefined) {
      variables += `declare ${kind === 'const' ? 'const' : 'let'} ${name}:${type};`
      continue
    }
    if (from === undefined) {
      variables += `declare let ${name}:any;type ${name}=any;`
      continue
    }
    uses.add(from)
    // A module cannot assign to what it imports, so a variable comes in as a declaration of the same type.
    const isVariable = kind === 'let' || kind === 'var'
    // Nor is what it imports narrowed inside functions, as a constant is.
    const isConstant = kind === 'const' && !asImport
    const local = isVariable || isConstant ? `${internalPrefix}_${name}` : name
    imports[scopeOf(from)]?.push(`${exportName(name, from)} as ${local}`)
    if (isVariable) variables += `declare let ${name}:typeof ${local};`
    // Inferred and not declared: the type of a literal widens as it did.
    else if (isConstant) variables += `const ${name}=${local};`
  }
  if (request.ts.includes(RUNTIME)) variables += `declare const ${RUNTIME}:{magic(index:number):Promise<void>};`
  const { ts, names } = withoutLibrary(request.ts)
  const files = [importsFrom(libraryFile, names), ...imports.map((from, scope) => importsFrom(scopeFile(scope), from))]
  const head = `${files.join('')}${variables}\n`
  const { line, exports } = exportsOf(request.declarations, slot, head.length + ts.length + 1)
  const library = names.length > 0
  return { text: `${head}${ts}\n${line}\n`, offset: head.length, uses, exports, library, imports: READS_MODULES.test(ts) }
}

/**
 * What magics take from tsloom comes from a file that gathers it, which every cell names, as with scope files: an import of its own
 * would make each cell with a magic a change of the program's structure.
 */
export const libraryFile = 'tsloom_library.ts'
const library = { $tsloom: 'tsloom', $tsloom_notebook: 'tsloom/jupyter' }
const libraryImports = /^(?:import \* as (?:\$tsloom|\$tsloom_notebook) from '[^'\n]*'\n)+/

/** The text of that file once something is taken from it. */
export function libraryText(): string {
  return Object.entries(library)
    .map(([name, specifier]) => `\nimport * as ${name} from '${specifier}'\nexport { ${name} }\n`)
    .join('')
}

/** The text, as long as before, and the names that it would import from the library. */
function withoutLibrary(ts: string): { readonly ts: string; readonly names: readonly string[] } {
  const lines = libraryImports.exec(ts)?.[0] ?? ''
  const names = Object.keys(library).filter(name => lines.includes(`* as ${name} from`))
  // Only at the very start of a file does `#!` begin a comment.
  return { ts: lines.replace(/[^\n]/g, ' ') + ts.slice(lines.length).replace(/^#!/, '//'), names }
}

/**
 * Scope files gather what the cells export. Every cell names all of them, whatever it takes from it: a file whose list of
 * specifiers stays the same is checked without looking at the program's structure, 4 ms sooner. A bare import costs the
 * checker nothing, and from the others it reads each cell that the scope gathers: hence several of them.
 */
export const scopeCount = 8
const cellsInARow = 32

export function scopeOf(slot: number): number {
  return Math.floor(slot / cellsInARow) % scopeCount
}

export function scopeFile(scope: number): string {
  return `scope_${scope}.ts`
}

/** Whether a file beside the notebook's is one of those that hold its cells. */
export function isOwnFile(name: string): boolean {
  return /^(?:cell_\d+|scope_\d+|tsloom_\w+)\.ts$/.test(name)
}

function importsFrom(file: string, names: readonly string[]): string {
  return `import${names.length > 0 ? `{${names.join(',')}}from` : ''}"./${file}";`
}

/** Each version of a name has its own, so a redeclaration leaves earlier cells as they are. */
export function exportName(name: string, slot: number): string {
  return `${name}_${slot}`
}

function exportsOf(
  declarations: readonly Declaration[],
  slot: number,
  start: number,
): { readonly line: string; readonly exports: ReadonlyMap<string, number> } {
  const exports = new Map<string, number>()
  let line = 'export{'
  let reexports = ''
  for (const [name, { local = name, from }] of new Map(declarations.map(declaration => [declaration.name, declaration]))) {
    if (from) {
      const imported = from.name !== undefined && /^[\p{ID_Continue}$]+$/u.test(from.name) ? from.name : JSON.stringify(from.name)
      const what = from.name === undefined ? `*as ${exportName(name, slot)}` : `{${imported} as ${exportName(name, slot)}}`
      reexports += `export${what} from${JSON.stringify(from.module)};`
      continue
    }
    exports.set(name, start + line.length)
    line += `${local} as ${exportName(name, slot)},`
  }
  return { line: `${line}}${reexports}`, exports }
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
