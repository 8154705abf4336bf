/** Compares what two JavaScript texts mean, whatever they look like. */

import { parseSync } from 'oxc-parser'

/** Positions, parentheses, braces around one statement, empty statements and `void 0;` left out. */
export function meaning(js: string): unknown {
  const { program, errors } = parseSync('a.js', js, { lang: 'js', sourceType: 'module' })
  if (errors.length > 0) throw new SyntaxError(`${errors[0]?.message}\n${js}`)
  return simplified(program)
}

const IGNORED = new Set(['start', 'end', 'raw', 'directive', 'shorthand'])

function simplified(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(simplified).filter(item => item !== undefined)
  if (typeof value === 'bigint' || value instanceof RegExp) return String(value)
  if (value === null || typeof value !== 'object') return value
  const node = value as Record<string, unknown>
  if (node.type === 'EmptyStatement' || isVoid(node)) return undefined
  if (node.type === 'ParenthesizedExpression') return simplified(node.expression)
  // Braces around a single statement only say where an `else` belongs, unless it declares something.
  if (node.type === 'BlockStatement') {
    const body = simplified(node.body) as readonly { readonly type: string }[]
    const [only] = body
    return body.length === 1 && only && !/Declaration$/.test(only.type) ? only : { type: 'BlockStatement', body }
  }
  if (node.type === 'TemplateElement') return (node.value as { readonly cooked: unknown }).cooked
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => !IGNORED.has(key))
      .map(([key, child]) => [key, simplified(child)]),
  )
}

function isVoid(node: Record<string, unknown>): boolean {
  const expression = node.expression as { readonly type?: string; readonly operator?: string } | undefined
  return node.type === 'ExpressionStatement' && expression?.type === 'UnaryExpression' && expression.operator === 'void'
}
