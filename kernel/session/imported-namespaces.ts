/** What cells have imported, to be asked where a value came from. */

import { types } from 'node:util'
import type { ImportOrigin } from '../../src/capture/contract.ts'

type Namespace = Record<string, unknown>

export interface ImportedNamespaces {
  /** @param fixed its exports hold for ever what they hold now */
  add(namespace: Namespace, specifier: string, fixed: boolean): void
  origin(value: unknown): ImportOrigin | undefined
}

interface Imported {
  readonly specifier: string
  readonly nameOf: (value: unknown) => string | undefined
}

export function createImportedNamespaces(): ImportedNamespaces {
  const imported = new Map<unknown, Imported>()
  return {
    add(namespace, specifier, fixed) {
      if (imported.get(namespace)?.specifier !== specifier)
        imported.set(namespace, { specifier, nameOf: fixed ? inTable(namespace) : bySearch(namespace) })
    },
    // Asked for each function that travels.
    origin(value) {
      if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined
      const whole = imported.get(value)
      if (whole !== undefined) return { specifier: whole.specifier }
      for (const { specifier, nameOf } of imported.values()) {
        const name = nameOf(value)
        if (name !== undefined) return { specifier, name }
      }
      return undefined
    },
  }
}

function inTable(namespace: Namespace): Imported['nameOf'] {
  const names = new Map<unknown, string>()
  for (const name of Object.keys(namespace)) if (!names.has(namespace[name])) names.set(namespace[name], name)
  return value => names.get(value)
}

/** The names of a module stay, what they hold may not. */
function bySearch(namespace: Namespace): Imported['nameOf'] {
  const names = types.isModuleNamespaceObject(namespace) ? Object.keys(namespace) : undefined
  return value => (names ?? Object.keys(namespace)).find(name => namespace[name] === value)
}
