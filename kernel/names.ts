/** Which built-in globals the notebook has declared anew: code that mentions them is compiled to mean the notebook's. */

import type { Declaration } from './compile/types.ts'

export interface Names {
  /** The built-in names that are the notebook's, counting what the cell at hand declares. */
  shadowed(declarations: readonly Declaration[]): ReadonlySet<string>
  /** The cell goes to the session: from now on these are the notebook's names. */
  declare(names: readonly string[]): void
  clear(): void
}

export function createNames(builtIn: ReadonlySet<string>): Names {
  const declared = new Set<string>()
  return {
    shadowed(declarations) {
      const added = declarations.filter(({ name, hasValue }) => hasValue && builtIn.has(name) && !declared.has(name))
      return added.length === 0 ? declared : new Set([...declared, ...added.map(({ name }) => name)])
    },
    declare(names) {
      for (const name of names) if (builtIn.has(name)) declared.add(name)
    },
    clear: () => declared.clear(),
  }
}

/** The kernel runs on the same Node as its session, so their globals have the same names. */
export function builtInGlobals(): ReadonlySet<string> {
  return new Set([...Object.getOwnPropertyNames(globalThis), 'require', '__dirname', '__filename'])
}
