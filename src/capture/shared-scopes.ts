/** Scopes around a compiled function of which it shares variables with others: known by a constant that each of them captures. */

import { OWN_LOCALS, SHARED_SCOPE } from './contract.ts'
import type { ReferenceId, ScopeDefinition } from './shipment.ts'

export interface SharedScopes {
  /** Outer ones first. */
  readonly scopes: readonly ScopeDefinition[]
  /** That a local of this name lives in; `undefined`: the function has it for itself. */
  readonly scopeOf: (name: string) => ReferenceId | undefined
}

const NOTHING: SharedScopes = { scopes: [], scopeOf: () => undefined }

export function sharedScopes(locals: Readonly<Record<string, unknown>>, idOf: (scope: object) => ReferenceId): SharedScopes {
  const constants = Object.keys(locals).filter(isScope)
  if (constants.length === 0) return NOTHING
  constants.sort((a, b) => numberOf(a) - numberOf(b))
  const scopes: ScopeDefinition[] = []
  for (const constant of constants) {
    const names = locals[constant] as readonly string[]
    scopes.push({ kind: 'scope', id: idOf(names), parent: scopes.at(-1)?.id ?? 'global', names, constant })
  }
  const own = new Set(locals[OWN_LOCALS] as readonly string[] | undefined)
  return {
    scopes,
    scopeOf: name => (own.has(name) ? undefined : scopes.findLast(({ names }) => names.includes(name))?.id),
  }
}

export function isScope(name: string): boolean {
  return name.startsWith(SHARED_SCOPE) && name !== OWN_LOCALS && !Number.isNaN(numberOf(name))
}

function numberOf(constant: string): number {
  return Number(constant.slice(SHARED_SCOPE.length))
}
