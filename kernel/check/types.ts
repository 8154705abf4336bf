/** What the pipeline asks of the type checker. Offsets are into `ExpandedCell.ts`; the caller maps them to the cell. */

import type { CellDiagnostic, Declaration, NamedFunction } from '../compile/types.ts'
import type { Completion } from '../interpreter.ts'
import type { Misfit } from './dependents.ts'

/** What stands at a place. */
export interface Inspection {
  readonly signature: string
  readonly documentation: string
  /** The documentation, with examples as code. */
  readonly markdown: string
}

export interface CheckRequest {
  readonly ts: string
  readonly declarations: readonly Declaration[]
  readonly mentions: ReadonlySet<string>
  readonly functions?: readonly NamedFunction[]
}

export interface CheckedCell {
  /** Offsets into the request's `ts`. Semantic errors only; syntax comes from the parser. */
  readonly diagnostics: readonly CellDiagnostic[]
  /** Takes the cell's names back out of the notebook: it did not run, or threw before it declared them. */
  rollBack(keep: ReadonlySet<string>): void
  /** Functions of earlier cells that do not fit what this cell declared anew. `undefined`: none uses any of it. */
  readonly misfits?: Promise<readonly Misfit[]>
}

/**
 * TypeScript 7 beside the notebook. `check` publishes the cell's declarations as soon as the cell has no errors, so that
 * queued cells see them. Everything is asynchronous: the channels never wait for a type.
 */
export interface Checker {
  /** Cells are checked one after the other, in the order of the calls. Never rejects because of the user's code. */
  check(request: CheckRequest, options: { readonly publish: 'if-clean' | 'always' }): Promise<CheckedCell>
  /** Completions at `offset` of `ts`; answered between checks, never behind a running cell. */
  complete(request: CheckRequest, offset: number): Promise<readonly Completion[]>
  /** The type and documentation of what stands at `offset`. */
  inspect(request: CheckRequest, offset: number): Promise<Inspection | undefined>
  /** Forgets every name (`%reset`, a fresh session). */
  reset(): Promise<void>
  close(): Promise<void>
}
