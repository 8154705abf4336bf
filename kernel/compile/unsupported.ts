import type { Node } from 'oxc-parser'

/** Why a construct that parses cannot run in a cell, and what to do instead. */
export function unsupported(node: Node): string | undefined {
  switch (node.type) {
    case 'Decorator':
      return 'Decorators do not run here: Node has none yet. Call the decorator as a function on the class or method instead.'
    case 'AccessorProperty':
    case 'TSAbstractAccessorProperty':
      return "An 'accessor' field does not run here: Node has none yet. Write a getter and a setter instead."
    case 'ExportAllDeclaration':
      return node.exported || node.exportKind === 'type'
        ? undefined
        : "'export *' cannot work in a cell, since its names are known only when it runs. Name them: import { a, b } from '…'."
    case 'TSExportAssignment':
      return "'export =' has no meaning in a cell: what a cell declares is visible to all others already."
    case 'TSNamespaceExportDeclaration':
      return "'export as namespace' has no meaning in a cell."
    case 'ImportDeclaration':
      return node.phase ? `'import ${node.phase}' does not run here: Node has none yet. Use a plain import.` : undefined
    case 'ImportExpression':
      return node.phase ? `'import.${node.phase}()' does not run here: Node has none yet. Use a plain import().` : undefined
    case 'ExportSpecifier':
      return node.exported.type === 'Literal'
        ? `A cell can export under a name only, not under the string ${node.exported.raw}.`
        : undefined
    default:
      return undefined
  }
}
