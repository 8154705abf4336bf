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

/** The name that a key gives to a function behind it. A computed one would have to be computed twice. */
export function keyName(key: Node, computed: boolean): string | undefined {
  if (computed) return undefined
  if (key.type === 'Identifier') return key.name
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  return key.type === 'Literal' ? String(key.value) : undefined
}

/** What stands around an anonymous function or class for it to be named, where the place where it stands does not. */
export function naming(name: string): readonly [before: string, after: string] {
  const isPlain = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
  return isPlain ? [`{ ${name}: `, ` }.${name}`] : [`{ ${JSON.stringify(name)}: `, ` }[${JSON.stringify(name)}]`]
}

/** An anonymous function or class, which takes the name of the variable that it is assigned to. */
export function isNameless(value: Node): boolean {
  let node = value
  while (node.type === 'ParenthesizedExpression') node = node.expression
  return namedValue(node, 'name') !== undefined || (node.type === 'ClassExpression' && !node.id)
}
