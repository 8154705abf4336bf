import type { Node, Program, Statement } from 'oxc-parser'
import type { NamedFunction } from './types.ts'

/** The top-level functions of a cell: what of it runs when later cells have declared other things. */
export function namedFunctions(program: Program): NamedFunction[] {
  const found = new Map<string, NamedFunction>()
  const add = (name: string, kind: NamedFunction['kind'], { start, end }: Node): void => {
    // Overloads stand before their function, with nothing between.
    found.set(name, { name, kind, start: found.get(name)?.start ?? start, end })
  }
  for (const statement of program.body as readonly Statement[]) {
    const node = declarationIn(statement)
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'TSDeclareFunction':
        if (node.id) add(node.id.name, 'function', node)
        break
      case 'ClassDeclaration':
        if (node.id) add(node.id.name, 'class', node)
        break
      case 'VariableDeclaration':
        for (const declarator of node.declarations) {
          const isFunction = declarator.init?.type === 'ArrowFunctionExpression' || declarator.init?.type === 'FunctionExpression'
          if (isFunction && declarator.id.type === 'Identifier') add(declarator.id.name, 'variable', declarator)
        }
        break
    }
  }
  return [...found.values()]
}

function declarationIn(statement: Statement): Node {
  const isExport = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
  return isExport && statement.declaration ? statement.declaration : statement
}
