/** Types are removed in place, so that everything else keeps its line and column. */

import type {
  Node,
  TSAsExpression,
  TSInstantiationExpression,
  TSNonNullExpression,
  TSSatisfiesExpression,
  TSTypeAssertion,
} from 'oxc-parser'
import { erase, type Rewriter, visit } from './rewriter.ts'

type TypedExpression = TSAsExpression | TSSatisfiesExpression | TSNonNullExpression | TSInstantiationExpression | TSTypeAssertion

export function isTyped(node: Node | null): node is TypedExpression {
  switch (node?.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSInstantiationExpression':
    case 'TSTypeAssertion':
      return true
    default:
      return false
  }
}

export function stripExpression(rw: Rewriter, node: TypedExpression): void {
  if (node.type === 'TSTypeAssertion') erase(rw, node.start, node.expression.start)
  visit(rw, node.expression)
  if (node.type !== 'TSTypeAssertion') erase(rw, node.expression.end, node.end)
}

/** Statements that TypeScript erases. */
export function isErased(node: Node): boolean {
  switch (node.type) {
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSDeclareFunction':
      return true
    case 'VariableDeclaration':
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSEnumDeclaration':
    case 'TSModuleDeclaration':
      return node.declare === true
    case 'ImportDeclaration':
      return node.importKind === 'type' || (node.specifiers.length > 0 && node.specifiers.every(isTypeSpecifier))
    case 'ExportNamedDeclaration':
      return node.exportKind === 'type' || (node.declaration !== null && isErased(node.declaration))
    case 'ExportDefaultDeclaration':
      return isErased(node.declaration)
    case 'ExportAllDeclaration':
      return node.exportKind === 'type'
    default:
      return false
  }
}

export function isTypeSpecifier(specifier: Node): boolean {
  if (specifier.type === 'ImportSpecifier') return specifier.importKind === 'type'
  return specifier.type === 'ExportSpecifier' && specifier.exportKind === 'type'
}

/** Where the white space before `at` starts. */
export function beforeSpace(text: string, at: number): number {
  let start = at
  while (start > 0 && /\s/.test(text[start - 1] ?? '')) start--
  return start
}
