/** ESTree nodes, and the names that they declare. */

/** An ESTree node, as far as this walk looks at it. */
export interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

export function* childrenOf(node: Node): Generator<Node> {
  for (const key in node) {
    const value = node[key]
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) yield item
    } else if (isNode(value)) yield value
  }
}

/** Names that a pattern binds. */
export function bindings(pattern: Node, names: Set<string>): void {
  switch (pattern.type) {
    case 'Identifier':
      names.add(pattern.name as string)
      return
    case 'AssignmentPattern':
      bindings(pattern.left as Node, names)
      return
    case 'RestElement':
      bindings(pattern.argument as Node, names)
      return
    case 'ArrayPattern':
      for (const element of pattern.elements as (Node | null)[]) if (element) bindings(element, names)
      return
    case 'ObjectPattern':
      for (const property of pattern.properties as Node[])
        bindings((property.type === 'RestElement' ? property.argument : property.value) as Node, names)
  }
}

const FUNCTIONS: ReadonlySet<string> = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'StaticBlock'])

/** `var` declarations of a function's body, at any depth but inner functions. */
export function hoistVars(node: Node, names: Set<string>): void {
  for (const child of childrenOf(node)) {
    if (FUNCTIONS.has(child.type)) continue
    if (child.type === 'VariableDeclaration' && child.kind === 'var') declared(child, names)
    hoistVars(child, names)
  }
}

/** `let`, `const`, `class`, `function` directly within a block, a loop's head or a switch. */
export function hoistLexical(node: Node, names: Set<string>): void {
  for (const child of childrenOf(node)) {
    if (child.type === 'VariableDeclaration') declared(child, names)
    else if (child.type === 'FunctionDeclaration' || child.type === 'ClassDeclaration') names.add((child.id as Node).name as string)
    else if (child.type === 'SwitchCase') hoistLexical(child, names)
    else if (child.type === 'LabeledStatement') hoistLexical(child, names)
  }
}

function declared(declaration: Node, names: Set<string>): void {
  for (const declarator of declaration.declarations as Node[]) bindings(declarator.id as Node, names)
}
