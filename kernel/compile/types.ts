/** What the compiler makes of a cell. Offsets are UTF-16 code units; lines and columns count from 1 only where a person reads them. */

import type { CellMap } from './cell-map.ts'

/** One top-level declaration of a cell, or an `export { a as b }`. */
export interface Declaration {
  readonly name: string
  readonly kind: 'const' | 'let' | 'var' | 'function' | 'class' | 'enum' | 'type' | 'interface' | 'namespace' | 'import' | 'export-alias'
  /** False for what TypeScript erases (`type`, `interface`, `import type`). */
  readonly hasValue: boolean
  /** The name inside the cell, where it differs (`export { local as name }`). */
  readonly local?: string
  /** Of `export … from`: the module, and its export. Without a name, all of it (`export * as name`). */
  readonly from?: { readonly module: string; readonly name?: string }
}

/** A top-level function, class, or variable that holds a function: code that runs later than its cell. */
export interface NamedFunction {
  readonly name: string
  readonly kind: 'function' | 'class' | 'variable'
  /** Its declaration in the cell's TypeScript; of a variable without `const`. Overloads are part of it. */
  readonly start: number
  readonly end: number
}

/** A syntax error, or a construct the kernel cannot run. Offsets are into the cell as the user wrote it. */
export interface CellDiagnostic {
  readonly message: string
  /** `2322` of TS2322; absent for syntax errors of the parser and for magics. */
  readonly code?: number
  readonly start: number
  readonly end: number
  readonly severity: 'error' | 'warning'
}

/** One magic as it stands in a cell, parsed against its declaration. */
export interface MagicCall {
  readonly name: string
  readonly kind: 'line' | 'cell'
  /** Option values by long or only name; flags are `true`; positionals under their declared name. */
  readonly values: Readonly<Record<string, string | number | boolean | readonly string[]>>
  /** Where the TypeScript expressions among them stand in the cell, by the same names. */
  readonly places: Readonly<Record<string, readonly [start: number, end: number]>>
  /** Everything after the name on the line, untouched. */
  readonly rest: string
  /** Where the magic's line stands in the cell. */
  readonly start: number
  readonly end: number
}

/** A cell after its magics were expanded: plain TypeScript, each character knowing where it came from. */
export interface ExpandedCell {
  readonly code: string
  /** The TypeScript that the checker sees and `%expand` shows. */
  readonly ts: string
  readonly declarations: readonly Declaration[]
  /** Every identifier in `ts` that the cell does not itself declare at top level: a superset of what it takes from the notebook. */
  readonly mentions: ReadonlySet<string>
  readonly functions: readonly NamedFunction[]
  /** Session magics above the first statement: run before the cell is checked. */
  readonly head: readonly MagicCall[]
  /** Session magics between statements: `ts` calls them by index in this list. */
  readonly inline: readonly MagicCall[]
  /** A cell magic that takes the body as plain text and runs instead of it (`%%bash`, `%%html`). */
  readonly whole?: MagicCall & { readonly body: string }
  /** Offset in `ts` → offset in `code`. */
  readonly toCell: (tsOffset: number) => number
  /** Offset in `code` → offset in `ts`, where the character survived. */
  readonly toTs: (codeOffset: number) => number | undefined
}

/** What the session runs. */
export interface EmittedCell {
  /** A script whose value is an async function without parameters, which fulfils with a `CellValue`; see `emit.ts`. */
  readonly js: string
  readonly map: CellMap
  readonly declarations: readonly Declaration[]
}

/** What a compiled cell fulfils with. The object keeps a promise or a task that is the cell's value from being waited for. */
export type CellValue = { readonly value: unknown } | undefined

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly diagnostics: readonly CellDiagnostic[] }
