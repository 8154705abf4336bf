/** What a module file imports and exports: so that a function taken out of it can import the same in its worker. */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ImportOrigin } from './contract.ts'
import { parse } from './parse.ts'

export interface ModuleText {
  readonly text: string
  readonly imports: ReadonlyMap<string, ImportOrigin>
  /** Local name → the name under which it is exported. */
  readonly exports: ReadonlyMap<string, string>
}

interface StaticImport {
  readonly moduleRequest: { readonly value: string }
  readonly entries: readonly {
    readonly importName: { readonly kind: 'Name' | 'NamespaceObject' | 'Default'; readonly name?: string }
    readonly localName: { readonly value: string }
  }[]
}

interface StaticExport {
  readonly entries: readonly {
    readonly exportName: { readonly kind: 'Name' | 'Default' | 'None'; readonly name?: string }
    readonly localName: { readonly kind: 'Name' | 'Default' | 'None'; readonly name?: string }
    readonly moduleRequest: unknown
  }[]
}

const NOTHING: ModuleText = { text: '', imports: new Map(), exports: new Map() }

export function readModule(url: string): ModuleText {
  const text = textOf(url)
  if (text === undefined) return NOTHING
  const imports = new Map<string, ImportOrigin>()
  const parsed = parse(url.replace(/[?#].*$/, ''), text) as {
    readonly module: { readonly staticImports: readonly StaticImport[]; readonly staticExports: readonly StaticExport[] }
  }
  for (const { moduleRequest, entries } of parsed.module.staticImports) {
    for (const { importName, localName } of entries) {
      const name = importName.kind === 'Name' ? (importName.name ?? 'default') : importName.kind === 'Default' ? 'default' : undefined
      imports.set(localName.value, { specifier: moduleRequest.value, parent: url, ...(name !== undefined && { name }) })
    }
  }
  const exports = new Map<string, string>()
  for (const { entries } of parsed.module.staticExports) {
    for (const { exportName, localName, moduleRequest } of entries) {
      const name = exportName.kind === 'Default' ? 'default' : exportName.name
      if (!moduleRequest && localName.kind === 'Name' && localName.name !== undefined && name !== undefined)
        exports.set(localName.name, name)
    }
  }
  return { text, imports, exports }
}

function textOf(url: string): string | undefined {
  try {
    return readFileSync(url.startsWith('file:') ? fileURLToPath(url) : url, 'utf8')
  } catch {
    return undefined
  }
}
