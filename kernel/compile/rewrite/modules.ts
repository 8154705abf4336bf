/** Static imports and exports of a cell. Module specifiers keep their place, since a failing import points there. */

import type {
  ExportAllDeclaration,
  ExportNamedDeclaration,
  ImportAttribute,
  ImportDeclaration,
  ModuleExportName,
  StringLiteral,
} from 'oxc-parser'
import type { Segment } from '../segments.ts'
import { slotReference } from './references.ts'
import type { Rewriter } from './rewriter.ts'
import { useName } from './scope.ts'
import { isTypeSpecifier } from './strip-types.ts'

interface Binding {
  /** `undefined`: the namespace itself. */
  readonly imported: string | undefined
  readonly local: string
}

export function importStatement(rw: Rewriter, node: ImportDeclaration): Segment[] {
  const bindings = node.specifiers
    .filter(specifier => !isTypeSpecifier(specifier))
    .map((specifier): Binding => {
      if (specifier.type === 'ImportSpecifier') return { imported: moduleName(specifier.imported), local: specifier.local.name }
      return { imported: specifier.type === 'ImportDefaultSpecifier' ? 'default' : undefined, local: specifier.local.name }
    })
  return bindModule(rw, node.source, node.attributes, bindings)
}

/** `export … from`: an import that fills slots under the exported names. */
export function reexportStatement(rw: Rewriter, node: ExportNamedDeclaration | ExportAllDeclaration): Segment[] {
  if (!node.source) return []
  const bindings: Binding[] =
    node.type === 'ExportAllDeclaration'
      ? [{ imported: undefined, local: node.exported ? moduleName(node.exported) : '' }]
      : node.specifiers
          .filter(specifier => !isTypeSpecifier(specifier))
          .map(({ local, exported }) => ({ imported: moduleName(local), local: moduleName(exported) }))
  return bindModule(rw, node.source, node.attributes, bindings)
}

/** `export { a as b }` fills slot b; `export { a }` has nothing to do. */
export function exportAliases(rw: Rewriter, node: ExportNamedDeclaration): string {
  return node.specifiers
    .filter(({ local, exported }) => rw.slots.has(moduleName(exported)) && moduleName(local) !== moduleName(exported))
    .map(({ local, exported }) => {
      const name = moduleName(local)
      return `${slotReference(rw, moduleName(exported))} = ${useName(rw.scope, name) ? name : slotReference(rw, name)};`
    })
    .join(' ')
}

export function moduleName(name: ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name
}

function bindModule(rw: Rewriter, source: StringLiteral, attributes: readonly ImportAttribute[], bindings: readonly Binding[]): Segment[] {
  rw.scope.frame.awaits = true
  const load: Segment[] = [
    '$tsloom_c.resume(await $tsloom_c.wait(__tsloom.import(',
    [source.start, source.end],
    `${importOptions(attributes)}${importedSlots(rw, attributes, bindings)})))`,
  ]
  const [first] = bindings
  if (!first) return [...load, '; ']
  const isLocal = !rw.slots.has(first.local)
  if (bindings.length === 1 && first.imported === undefined)
    return [`${isLocal ? 'const ' : ''}${slotReference(rw, first.local)} = `, ...load, '; ']
  const named = bindings.filter(({ imported }) => imported !== undefined)
  const namespace = bindings.find(({ imported }) => imported === undefined)
  const pattern = `{ ${named.map(({ imported = '', local }) => `${JSON.stringify(imported)}: ${slotReference(rw, local)}`).join(', ')} }`
  const target = namespace ? `${slotReference(rw, namespace.local)} = ` : ''
  return isLocal ? [`const ${pattern} = `, ...load, '; '] : [`(${pattern} = ${target}`, ...load, '); ']
}

/** Which slot is which export: a number that was imported travels to a worker as an import, not as a number. */
function importedSlots(rw: Rewriter, attributes: readonly ImportAttribute[], bindings: readonly Binding[]): string {
  const slots = bindings.filter(({ imported, local }) => imported !== undefined && rw.slots.has(local))
  if (slots.length === 0) return ''
  const pairs = slots.map(({ imported, local }) => `${JSON.stringify(local)}: ${JSON.stringify(imported)}`)
  return `${attributes.length === 0 ? ', undefined' : ''}, { ${pairs.join(', ')} }`
}

function importOptions(attributes: readonly ImportAttribute[]): string {
  if (attributes.length === 0) return ''
  const pairs = attributes.map(
    ({ key, value }) => `${JSON.stringify(key.type === 'Literal' ? key.value : key.name)}: ${JSON.stringify(value.value)}`,
  )
  return `, { with: { ${pairs.join(', ')} } }`
}
