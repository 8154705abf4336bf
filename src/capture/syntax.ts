/** ESTree nodes, and the names that they declare. */

/** An ESTree node, as far as this walk looks at it. */
export interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

export function eachChild(node: Node, visit: (child: Node) => void): void {
  for (const key in node) {
    const value = node[key]
    if (typeof value !== 'object' || value === null) continue
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) visit(item)
    } else if (isNode(value)) visit(value)
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
  eachChild(node, child => {
    if (FUNCTIONS.has(child.type)) return
    if (child.type === 'VariableDeclaration' && child.kind === 'var') declared(child, names)
    hoistVars(child, names)
  })
}

/** `let`, `const`, `class`, `function` directly within a block, a loop's head or a switch. */
export function hoistLexical(node: Node, names: Set<string>): void {
  eachChild(node, child => {
    if (child.type === 'VariableDeclaration') declared(child, names)
    else if (child.type === 'FunctionDeclaration' || child.type === 'ClassDeclaration') names.add((child.id as Node).name as string)
    else if (child.type === 'SwitchCase') hoistLexical(child, names)
    else if (child.type === 'LabeledStatement') hoistLexical(child, names)
  })
}

function declared(declaration: Node, names: Set<string>): void {
  for (const declarator of declaration.declarations as Node[]) bindings(declarator.id as Node, names)
}

/** All names that are declared anywhere: variables, parameters, functions, classes, imports. */
export function declaredNames(node: Node, names: Set<string>): void {
  if (node.type === 'VariableDeclarator') bindings(node.id as Node, names)
  else if (node.type === 'CatchClause' && node.param) bindings(node.param as Node, names)
  else if (node.type === 'ImportDeclaration')
    for (const specifier of node.specifiers as Node[]) names.add((specifier.local as Node).name as string)
  else if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression' || 'params' in node) {
    if (node.id) names.add((node.id as Node).name as string)
    if (Array.isArray(node.params)) for (const parameter of node.params as Node[]) bindings(parameter, names)
  }
  eachChild(node, child => declaredNames(child, names))
}

/**
 * All names that a variable holds something else under at one time than at another: assigned anywhere, or declared with
 * `var` and a value, which it does not hold from the start.
 */
export function assignedNames(node: Node, names: Set<string>): void {
  switch (node.type) {
    case 'AssignmentExpression':
      assigned(node.left as Node, names)
      break
    case 'UpdateExpression':
      assigned(node.argument as Node, names)
      break
    case 'ForInStatement':
    case 'ForOfStatement':
      if ((node.left as Node).type === 'VariableDeclaration') {
        if ((node.left as Node).kind === 'var') declared(node.left as Node, names)
      } else assigned(node.left as Node, names)
      break
    case 'VariableDeclaration':
      if (node.kind === 'var') declared(node, names)
  }
  eachChild(node, child => assignedNames(child, names))
}

/** What stands on the left: patterns of targets, of which members and calls are no variables. */
function assigned(target: Node, names: Set<string>): void {
  if (target.type === 'ParenthesizedExpression') assigned(target.expression as Node, names)
  else bindings(target, names)
}
