import type { AssignmentExpression, Node } from 'oxc-parser'
import { isNameless, keyName, naming } from './named-value.ts'
import { visitReference, visitShorthand } from './references.ts'
import { erase, type Rewriter, visit, visitNamed } from './rewriter.ts'
import { assignName, isLocal } from './scope.ts'
import { isTyped } from './strip-types.ts'

/** 'bind' declares local names; 'assign' fills variables, be they local, slots or properties. */
export type PatternMode = 'bind' | 'assign'

type Target = Node | null
type NodeOf<T extends Node['type']> = Extract<Node, { type: T }>

export function visitPattern(rw: Rewriter, node: Target, mode: PatternMode, shorthand = false): void {
  switch (node?.type) {
    case undefined:
      return
    case 'Identifier': {
      if (mode === 'assign') {
        assignName(rw.scope, node.name)
        ;(shorthand ? visitShorthand : visitReference)(rw, node)
      }
      const nameEnd = node.start + node.name.length
      if (node.end > nameEnd) erase(rw, nameEnd, node.end)
      return
    }
    case 'ObjectPattern':
      for (const property of node.properties) {
        if (property.type === 'RestElement') visitPattern(rw, property, mode)
        else {
          if (property.computed) visit(rw, property.key)
          visitPattern(rw, property.value, mode, property.shorthand)
        }
      }
      return eraseAnnotation(rw, node)
    case 'ArrayPattern':
      for (const element of node.elements) visitPattern(rw, element, mode)
      return eraseAnnotation(rw, node)
    case 'AssignmentPattern':
      return visitDefault(rw, node, mode, shorthand)
    case 'RestElement':
      visitPattern(rw, node.argument, mode)
      if (node.typeAnnotation) erase(rw, node.typeAnnotation.start, node.typeAnnotation.end)
      return
    default:
      noteAssigned(rw, node)
      visit(rw, node)
  }
}

/** A variable is assigned, perhaps within brackets or as another type: `(n as number)++`. */
export function noteAssigned(rw: Rewriter, target: Target): void {
  let inner = target
  while (inner?.type === 'ParenthesizedExpression' || isTyped(inner)) inner = inner.expression
  if (inner?.type === 'Identifier') assignName(rw.scope, inner.name)
}

function visitDefault(rw: Rewriter, node: NodeOf<'AssignmentPattern'>, mode: PatternMode, shorthand: boolean): void {
  visitPattern(rw, node.left, mode, shorthand)
  const name = node.left.type === 'Identifier' ? node.left.name : undefined
  if (mode === 'assign') visitAssigned(rw, node.right, name)
  else visitNamed(rw, node.right, name)
}

/** Visits the value of a variable. One that is kept beside a built-in global gives no name to its function. */
export function visitAssigned(rw: Rewriter, value: Node, name: string | undefined): void {
  const loses = name !== undefined && rw.shadowed.has(name) && isNameless(value) && !isLocal(rw.scope, name)
  const [before, after] = loses ? naming(name) : ['', '']
  if (loses) rw.edits.insert(value.start, before)
  visitNamed(rw, value, name)
  if (loses) rw.edits.insert(value.end, after)
}

function eraseAnnotation(rw: Rewriter, node: NodeOf<'ObjectPattern' | 'ArrayPattern'>): void {
  if ('typeAnnotation' in node && node.typeAnnotation) erase(rw, node.typeAnnotation.start, node.typeAnnotation.end)
}

export function visitAssignment(rw: Rewriter, node: AssignmentExpression): void {
  visitPattern(rw, node.left, 'assign')
  visitAssigned(rw, node.right, node.left.type === 'Identifier' ? node.left.name : undefined)
}

/** A property of an object literal. */
export function visitProperty(rw: Rewriter, node: NodeOf<'Property'>): void {
  if (node.computed) visit(rw, node.key)
  if (node.shorthand && node.value.type === 'Identifier') visitShorthand(rw, node.value)
  else if (node.method || node.kind !== 'init') visitMethod(rw, node.value)
  else visitNamed(rw, node.value, keyName(node.key, node.computed))
}

/** A method cannot be wrapped in a call. */
export function visitMethod(rw: Rewriter, value: Node): void {
  rw.unmarkable = value
  visit(rw, value)
}
