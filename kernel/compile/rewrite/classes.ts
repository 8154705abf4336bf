import type { Class, ClassElement, Function as FunctionNode, MethodDefinition, Node, PropertyDefinition, StaticBlock } from 'oxc-parser'
import { keyName } from './named-value.ts'
import { visitMethod } from './patterns.ts'
import { erase, type Rewriter, visit, visitListed, visitNamed } from './rewriter.ts'
import { blockNames, createFrame, varNames } from './scope.ts'

/** A class anywhere but at the cell's top level. */
export function visitClass(rw: Rewriter, node: Class): void {
  if (node.abstract) erase(rw, node.start, rw.text.indexOf('class', node.start + 'abstract'.length))
  const outer = rw.scope
  if (node.id) rw.scope = { parent: outer, frame: outer.frame, names: new Set([node.id.name]) }
  visitClassParts(rw, node)
  rw.scope = outer
}

/** All of a class behind its name. */
export function visitClassParts(rw: Rewriter, node: Class): void {
  const { typeParameters, superClass, superTypeArguments, implements: interfaces } = node
  if (typeParameters) erase(rw, typeParameters.start, typeParameters.end)
  visit(rw, superClass)
  if (superTypeArguments) erase(rw, superTypeArguments.start, superTypeArguments.end)
  const lastInterface = interfaces?.at(-1)
  if (lastInterface) {
    const head = superTypeArguments ?? superClass ?? typeParameters ?? node.id
    const keyword = rw.text.indexOf('implements', head?.end ?? node.start)
    erase(rw, head?.end ?? keyword, lastInterface.end)
  }
  for (const element of node.body.body) visitElement(rw, element)
}

function visitElement(rw: Rewriter, node: ClassElement): void {
  switch (node.type) {
    case 'MethodDefinition':
      if (node.value.type === 'TSEmptyBodyFunctionExpression') return rw.edits.remove(node.start, node.end)
      return visitMethodDefinition(rw, node)
    case 'PropertyDefinition':
      if (node.declare) return rw.edits.remove(node.start, node.end)
      return visitField(rw, node)
    case 'StaticBlock':
      return visitStaticBlock(rw, node)
    case 'TSIndexSignature':
    case 'TSAbstractMethodDefinition':
    case 'TSAbstractPropertyDefinition':
    case 'TSAbstractAccessorProperty':
      return rw.edits.remove(node.start, node.end)
  }
}

function visitMethodDefinition(rw: Rewriter, node: MethodDefinition): void {
  const value = node.value as FunctionNode
  eraseModifiers(rw, node, node.computed || value.generator)
  if (node.computed) visit(rw, node.key)
  if (node.optional) eraseMark(rw, keyEnd(rw, node))
  visitMethod(rw, value)
}

function visitField(rw: Rewriter, node: PropertyDefinition): void {
  eraseModifiers(rw, node, node.computed)
  if (node.computed) visit(rw, node.key)
  const end = keyEnd(rw, node)
  if (node.typeAnnotation) erase(rw, end, node.typeAnnotation.end)
  else if (node.optional || node.definite) eraseMark(rw, end)
  if (node.value) {
    const outer = rw.scope
    rw.scope = { parent: outer, frame: createFrame(outer.frame, 'function', false), names: undefined }
    visitNamed(rw, node.value, keyName(node.key, node.computed))
    rw.scope = outer
  }
  if (rw.erasedEnd === node.end) rw.edits.insert(node.end, ';')
}

function visitStaticBlock(rw: Rewriter, node: StaticBlock): void {
  const { scope, marks } = rw
  const names = new Set<string>()
  blockNames(node.body, names)
  for (const statement of node.body) varNames(statement, names)
  rw.scope = { parent: scope, frame: createFrame(scope.frame, 'function', false), names }
  rw.marks = undefined
  for (const statement of node.body) visitListed(rw, statement)
  rw.scope = scope
  rw.marks = marks
}

type Member = MethodDefinition | PropertyDefinition

/** `private`, `readonly` and the like. In front of `[` or `*` a semicolon stays, lest the member join the one above. */
function eraseModifiers(rw: Rewriter, node: Member, mayJoin: boolean): void {
  const head = rw.text.slice(node.start, node.key.start)
  let text = mayJoin && !node.static ? ';' : ''
  for (const { index, 0: found } of head.matchAll(/\b(public|private|protected|readonly|override)\b\s*/g)) {
    rw.edits.replace(node.start + index, node.start + index + found.length, text)
    text = ''
  }
}

function keyEnd(rw: Rewriter, node: Member): number {
  return node.computed ? rw.text.indexOf(']', node.key.end) + 1 : node.key.end
}

/** The `?` or `!` behind a member's name. */
function eraseMark(rw: Rewriter, from: number): void {
  const at = from + rw.text.slice(from).search(/[?!]/)
  erase(rw, at, at + 1)
}

/** A class that needs its own name while it is being made: its slot is filled only afterwards. */
export function needsOwnName(node: Class): boolean {
  return node.body.body.some(
    (element: ClassElement | Node) =>
      element.type === 'StaticBlock' || (element.type === 'PropertyDefinition' && element.static && element.value !== null),
  )
}
