import type { Node, Program, Statement } from 'oxc-parser'
import { INTERNAL_PREFIX } from '../../src/capture/contract.ts'
import { moduleName } from './rewrite/modules.ts'
import { patternNames, varNames } from './rewrite/scope.ts'
import { isTypeSpecifier } from './rewrite/strip-types.ts'
import type { Declaration } from './types.ts'

/** What a cell adds to the notebook, one entry a name. */
export function topLevelDeclarations(program: Program): Declaration[] {
  const found = new Map<string, Declaration>()
  const add = (declaration: Declaration): void => {
    if (declaration.name.startsWith(INTERNAL_PREFIX)) return
    const earlier = found.get(declaration.name)
    // A class and an interface of one name are one declaration, with a value.
    if (!earlier || (!earlier.hasValue && declaration.hasValue)) found.set(declaration.name, declaration)
  }
  for (const statement of program.body as readonly Statement[]) {
    addStatement(statement, add)
    const names = new Set<string>()
    if (statement.type !== 'VariableDeclaration') varNames(statement, names)
    for (const name of names) add({ name, kind: 'var', hasValue: true })
  }
  // `type T = …; export { T as U }` leaves nothing behind either.
  return [...found.values()].map(declaration => {
    const isErased = declaration.local !== undefined && found.get(declaration.local)?.hasValue === false
    return isErased ? { ...declaration, hasValue: false } : declaration
  })
}

type Add = (declaration: Declaration) => void

function addStatement(node: Node, add: Add): void {
  switch (node.type) {
    case 'VariableDeclaration': {
      const names = new Set<string>()
      for (const { id } of node.declarations) patternNames(id, names)
      const kind = node.kind === 'let' || node.kind === 'var' ? node.kind : 'const'
      for (const name of names) add({ name, kind, hasValue: !node.declare })
      break
    }
    case 'FunctionDeclaration':
      if (node.id) add({ name: node.id.name, kind: 'function', hasValue: !node.declare })
      break
    case 'TSDeclareFunction':
      if (node.id) add({ name: node.id.name, kind: 'function', hasValue: false })
      break
    case 'ClassDeclaration':
      if (node.id) add({ name: node.id.name, kind: 'class', hasValue: !node.declare })
      break
    case 'TSEnumDeclaration':
      add({ name: node.id.name, kind: 'enum', hasValue: !node.declare })
      break
    case 'TSModuleDeclaration':
      if (node.id.type === 'Identifier' && node.kind !== 'global')
        add({ name: node.id.name, kind: 'namespace', hasValue: !node.declare && hasRuntimePart(node) })
      break
    case 'TSTypeAliasDeclaration':
      add({ name: node.id.name, kind: 'type', hasValue: false })
      break
    case 'TSInterfaceDeclaration':
      add({ name: node.id.name, kind: 'interface', hasValue: false })
      break
    case 'TSImportEqualsDeclaration':
      add({ name: node.id.name, kind: 'import', hasValue: node.importKind !== 'type' })
      break
    case 'ImportDeclaration':
      for (const specifier of node.specifiers) {
        add({ name: specifier.local.name, kind: 'import', hasValue: node.importKind !== 'type' && !isTypeSpecifier(specifier) })
      }
      break
    case 'ExportDefaultDeclaration':
      addStatement(node.declaration, add)
      break
    case 'ExportAllDeclaration':
      if (node.exported) {
        const from = { module: node.source.value }
        add({ name: moduleName(node.exported), kind: 'export-alias', hasValue: node.exportKind !== 'type', from })
      }
      break
    case 'ExportNamedDeclaration':
      if (node.declaration) addStatement(node.declaration, add)
      for (const specifier of node.specifiers) {
        const name = moduleName(specifier.exported)
        const local = moduleName(specifier.local)
        const hasValue = node.exportKind !== 'type' && !isTypeSpecifier(specifier)
        if (node.source) add({ name, kind: 'export-alias', hasValue, from: { module: node.source.value, name: local } })
        else if (name !== local) add({ name, kind: 'export-alias', hasValue, local })
      }
      break
  }
}

/** A namespace of types alone leaves no object behind. */
function hasRuntimePart(node: Node): boolean {
  switch (node.type) {
    case 'TSModuleDeclaration':
      return node.body != null && !node.declare && hasRuntimePart(node.body)
    case 'TSModuleBlock':
      return node.body.some(hasRuntimePart)
    case 'ExportNamedDeclaration':
      return node.declaration ? hasRuntimePart(node.declaration) : node.exportKind !== 'type'
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return false
    case 'VariableDeclaration':
    case 'ClassDeclaration':
    case 'FunctionDeclaration':
    case 'TSEnumDeclaration':
      return !node.declare
    default:
      return true
  }
}
