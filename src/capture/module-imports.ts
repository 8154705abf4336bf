/** What a module file imports, by local name: so that a function taken out of it can import the same in its worker. */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ImportOrigin } from './contract.ts'
import { parser } from './free-variables.ts'

export interface ModuleText {
  readonly text: string
  readonly imports: ReadonlyMap<string, ImportOrigin>
}

interface StaticImport {
  readonly moduleRequest: { readonly value: string }
  readonly entries: readonly {
    readonly importName: { readonly kind: 'Name' | 'NamespaceObject' | 'Default'; readonly name?: string }
    readonly localName: { readonly value: string }
  }[]
}

const NOTHING: ModuleText = { text: '', imports: new Map() }

export function readModule(url: string): ModuleText {
  const text = textOf(url)
  if (text === undefined) return NOTHING
  const imports = new Map<string, ImportOrigin>()
  const parsed = parser()(url.replace(/[?#].*$/, ''), text) as unknown as {
    readonly module: { readonly staticImports: readonly StaticImport[] }
  }
  for (const { moduleRequest, entries } of parsed.module.staticImports) {
    for (const { importName, localName } of entries) {
      const name = importName.kind === 'Name' ? (importName.name ?? 'default') : importName.kind === 'Default' ? 'default' : undefined
      imports.set(localName.value, { specifier: moduleRequest.value, parent: url, ...(name !== undefined && { name }) })
    }
  }
  return { text, imports }
}

function textOf(url: string): string | undefined {
  try {
    return readFileSync(url.startsWith('file:') ? fileURLToPath(url) : url, 'utf8')
  } catch {
    return undefined
  }
}
