/** One walk over a cell's tree: what it declares and mentions, and what becomes of it. */

import type { Node, Program, Statement } from 'oxc-parser'
import { INTERNAL_PREFIX } from '../../src/capture/contract.ts'
import { forEachChild } from './children.ts'
import { topLevelDeclarations } from './declarations.ts'
import type { Oxc } from './oxc.ts'
import { isErased } from './rewrite/strip-types.ts'
import type { CellDiagnostic, Declaration } from './types.ts'
import { unsupported } from './unsupported.ts'

export interface Analysis {
  readonly declarations: readonly Declaration[]
  readonly mentions: ReadonlySet<string>
  /** The last statement is an expression. */
  readonly returns: boolean
  /** Holds a construct that is more than types and that this Node may not know: enums, namespaces, parameter properties, `using`. */
  readonly needsTransform: boolean
  /** Constructs that parse and cannot run here. */
  readonly problems: readonly CellDiagnostic[]
}

export function analyse(oxc: Oxc, program: Program): Analysis {
  const mentions = new Set<string>()
  const problems: CellDiagnostic[] = []
  let needsTransform = false
  const visit = (node: Node): void => {
    const problem = unsupported(node)
    if (problem) problems.push({ message: problem, start: node.start, end: node.end, severity: 'error' })
    if (!needsTransform && isMoreThanTypes(node)) needsTransform = true
    if (node.type === 'MetaProperty') return
    if (node.type === 'Identifier') mentions.add(node.name)
    forEachChild(oxc.visitorKeys, node, visit, unreferencedKey(node))
  }
  visit(program)
  const declarations = topLevelDeclarations(program)
  for (const { name, kind } of declarations) if (kind !== 'export-alias') mentions.delete(name)
  for (const name of mentions) if (name.startsWith(INTERNAL_PREFIX)) mentions.delete(name)
  return { declarations, mentions, returns: returnsValue(program), needsTransform, problems }
}

function returnsValue(program: Program): boolean {
  const last = (program.body as readonly Statement[]).findLast(statement => statement.type !== 'EmptyStatement' && !isErased(statement))
  if (last?.type === 'ExportDefaultDeclaration')
    return !(last.declaration.type.endsWith('Declaration') && 'id' in last.declaration && last.declaration.id)
  return last?.type === 'ExpressionStatement'
}

/** The child that holds a property's or a label's name, which refers to no variable. */
function unreferencedKey(node: Node): string | undefined {
  switch (node.type) {
    case 'MemberExpression':
      return node.computed ? undefined : 'property'
    case 'Property':
      return node.computed || node.shorthand ? undefined : 'key'
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'TSAbstractMethodDefinition':
    case 'TSAbstractPropertyDefinition':
    case 'TSPropertySignature':
    case 'TSMethodSignature':
      return node.computed ? undefined : 'key'
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'TSNamedTupleMember':
      return 'label'
    case 'ImportSpecifier':
      return 'imported'
    case 'ExportSpecifier':
      return 'exported'
    case 'TSQualifiedName':
      return 'right'
    case 'TSEnumMember':
      return 'id'
    default:
      return undefined
  }
}

function isMoreThanTypes(node: Node): boolean {
  switch (node.type) {
    case 'TSEnumDeclaration':
    case 'TSModuleDeclaration':
      return !node.declare
    case 'VariableDeclaration':
      return node.kind === 'using' || node.kind === 'await using'
    case 'TSParameterProperty':
    case 'TSImportEqualsDeclaration':
      return true
    default:
      return false
  }
}
