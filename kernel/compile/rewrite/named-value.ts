import type { Node } from 'oxc-parser'

export interface NamedFunction {
  readonly node: Node
  readonly name: string
}

/** `const f = () => 1`: the function is named by where it stands, which wrapping it in a call would undo. */
export function namedValue(value: Node, name: string | undefined): NamedFunction | undefined {
  let node = value
  while (node.type === 'ParenthesizedExpression') node = node.expression
  if (name === undefined || name === '__proto__') return undefined
  if (node.type === 'ArrowFunctionExpression' || (node.type === 'FunctionExpression' && !node.id)) return { node, name }
  return undefined
}

/** The name that a key gives to a function behind it, where it can be written as `.name`. */
export function keyName(key: Node, computed: boolean): string | undefined {
  if (computed) return undefined
  if (key.type === 'Identifier') return key.name
  if (key.type === 'Literal' && typeof key.value === 'string' && /^[A-Za-z_$][\w$]*$/.test(key.value)) return key.value
  return undefined
}
