/** Writes to variables of the surroundings, which in a worker change a copy: they do not come back. */

import type { Node } from './syntax.ts'

export interface CapturedWrite {
  readonly name: string
  /** As it stands there: `total += …`, `results.push(…)`. */
  readonly text: string
  /** Of the variable within the text of the function; lines and columns count from 0. */
  readonly line: number
  readonly column: number
}

/** A write as the analysis finds it. */
export interface FoundWrite {
  readonly target: Node
  readonly kind: 'assign' | 'update' | 'default' | 'change'
  readonly text: string
}

/** Methods that are called for what they change; those that also give something (`sort`, `pop`) may work on the copy. */
const CHANGING: ReadonlySet<string> = new Set(['push', 'unshift', 'set', 'add'])

/** The write that the node is, with the identifiers that it writes to. */
export function writesIn(node: Node): readonly FoundWrite[] {
  switch (node.type) {
    case 'AssignmentExpression': {
      const operator = node.operator as string
      const kind = operator === '=' ? 'assign' : /^(?:\?\?|\|\||&&)=$/.test(operator) ? 'default' : 'update'
      return targets(node.left as Node).map(({ root, path }) => ({
        target: root,
        kind: path === '' ? kind : kind === 'default' ? kind : 'change',
        text: `${root.name as string}${path} ${operator} …`,
      }))
    }
    case 'UpdateExpression':
      return targets(node.argument as Node).map(({ root, path }) => ({
        target: root,
        kind: path === '' ? 'update' : 'change',
        text:
          node.prefix === true
            ? `${node.operator as string}${root.name as string}${path}`
            : `${root.name as string}${path}${node.operator as string}`,
      }))
    case 'CallExpression': {
      const callee = node.callee as Node
      if (callee.type !== 'MemberExpression' || callee.computed === true) return []
      const method = (callee.property as Node).name as string
      if (!CHANGING.has(method)) return []
      return targets(callee.object as Node).map(({ root, path }) => ({
        target: root,
        kind: 'change',
        text: `${root.name as string}${path}.${method}(…)`,
      }))
    }
    default:
      return []
  }
}

/** Identifiers at the root of what is written to; `path`: how it goes on from there. */
function targets(node: Node): { readonly root: Node; readonly path: string }[] {
  switch (node.type) {
    case 'Identifier':
      return [{ root: node, path: '' }]
    case 'MemberExpression': {
      const rest = node.computed === true ? '[…]' : `.${String((node.property as Node).name)}`
      return targets(node.object as Node).map(({ root, path }) => ({ root, path: path + rest }))
    }
    case 'AssignmentPattern':
      return targets(node.left as Node)
    case 'RestElement':
      return targets(node.argument as Node)
    case 'ArrayPattern':
      return (node.elements as (Node | null)[]).flatMap(element => (element === null ? [] : targets(element)))
    case 'ObjectPattern':
      return (node.properties as Node[]).flatMap(property =>
        targets((property.type === 'RestElement' ? property.argument : property.value) as Node),
      )
    default:
      return []
  }
}

/**
 * Those that look meant for who called the function. What it reads again itself (a cache that it fills, a variable that it
 * sets once) is not among them, for that works within one worker.
 *
 * @param reads how often each name stands for something else than what is written to
 * @param shift characters before the function's text in what was parsed
 */
export function meantForOthers(
  found: readonly FoundWrite[],
  reads: ReadonlyMap<string, number>,
  source: string,
  shift: number,
): CapturedWrite[] {
  return found
    .filter(({ target, kind }) => kind === 'update' || (kind !== 'default' && (reads.get(target.name as string) ?? 0) === 0))
    .map(({ target, text }) => {
      const before = source.slice(0, (target.start as number) - shift)
      const line = before.split('\n').length - 1
      return { name: target.name as string, text, line, column: before.length - before.lastIndexOf('\n') - 1 }
    })
}
