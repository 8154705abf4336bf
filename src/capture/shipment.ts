/** What travels to a worker so that a function can run there. Plain data for structured clone. */

import type { ImportOrigin, SourceLocation } from './contract.ts'
import type { Shared } from './shareable.ts'

/** Names one function, class or module of the sending thread; never reused. */
export type ReferenceId = number

/** A value made ready to be cloned; `mixed`: somewhere inside stand placeholders. */
export interface EncodedValue {
  readonly value: unknown
  readonly mixed: boolean
  /** Where it holds memory that only threads can share: `counts is a SharedArray`. */
  readonly shared?: string
  /** Where it holds what another process gets an end of: `jobs is a Channel`. */
  readonly bridged?: string
  /** Where it holds an object of Node's that structured clone takes to threads, but not out of the process: `key is a KeyObject`. */
  readonly handle?: string
  /** It holds arrays of bytes so large that to a process they travel as files. */
  readonly bulky?: true
  /** What moves instead of being copied: for the list of transferables. */
  readonly moved?: readonly object[]
}

/** What stands in place of a value that structured clone would refuse or change. The key cannot be a user's (`$tsloom…` is reserved). */
export type Placeholder =
  | { readonly $tsloom: 'reference'; readonly id: ReferenceId }
  | { readonly $tsloom: 'buffer'; readonly bytes: Uint8Array }
  | { readonly $tsloom: 'shared'; readonly shared: Shared }
  | { readonly $tsloom: 'url'; readonly href: string }
  | { readonly $tsloom: 'symbol'; readonly key: string }
  | { readonly $tsloom: 'error'; readonly error: unknown }

/** Where names that are not locals live: `global`, `shadowed`, or the id of a module's or another scope. */
export type ScopeId = 'global' | 'shadowed' | ReferenceId

/** Never changes once made. */
export type Definition =
  | { readonly kind: 'import'; readonly id: ReferenceId; readonly origin: ImportOrigin }
  | { readonly kind: 'global'; readonly id: ReferenceId; readonly path: readonly string[] }
  /** Top level of a module whose functions travel by source; all its names, so that functions shipped later share it. */
  | { readonly kind: 'module'; readonly id: ReferenceId; readonly url: string; readonly names: readonly string[] }
  | ScopeDefinition
  | FunctionDefinition

/** Variables of a block or a function's body that several shipped functions share. */
export interface ScopeDefinition {
  readonly kind: 'scope'
  readonly id: ReferenceId
  readonly parent: ScopeId
  readonly names: readonly string[]
  /** By which functions in it know it: holds the names. */
  readonly constant: string
}

export interface FunctionDefinition {
  readonly kind: 'function' | 'class'
  readonly id: ReferenceId
  readonly name: string
  readonly source: string
  readonly form: 'expression' | 'method'
  readonly location: SourceLocation | undefined
  /** `global`, or the innermost scope that it shares with others. */
  readonly scope: ScopeId
  /** Names that are locals of an enclosing function; their values are bindings. */
  readonly locals: readonly string[]
  /** Keys of bindings that must be in place before the text is evaluated. */
  readonly eager: readonly string[]
}

/** The current value of one name. */
export interface Binding {
  readonly key: string
  readonly target:
    | { readonly kind: 'slot'; readonly scope: ScopeId; readonly name: string }
    | { readonly kind: 'local'; readonly owner: ReferenceId; readonly name: string }
    | { readonly kind: 'property'; readonly owner: ReferenceId; readonly name: string }
  readonly value: EncodedValue
}

/** Names that one variable or property. */
export function keyOf(target: Binding['target']): string {
  const { kind, name } = target
  return kind === 'slot' ? `${target.scope}:${name}` : kind === 'local' ? `${target.owner}:${name}` : `${target.owner}.${name}`
}

/** A binding, and what tells its values apart: the same stamp (by `Object.is`), the same value. Stays in the sending thread. */
export interface StampedBinding {
  readonly binding: Binding
  readonly stamp: unknown
}

/** What one function needs elsewhere. */
export interface Shipment {
  readonly root: ReferenceId
  readonly definitions: readonly Definition[]
  readonly bindings: readonly StampedBinding[]
}

/** The part of shipments that a worker does not have yet, and what it may forget. */
export interface Delivery {
  readonly definitions: readonly Definition[]
  readonly bindings: readonly Binding[]
  readonly forget: readonly ReferenceId[]
}
