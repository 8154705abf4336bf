import type { Node } from 'oxc-parser'
import { forEachChild, type VisitorKeys } from '../children.ts'
import type { Edits } from '../edits.ts'
import { visitAwait, visitTry, visitYield } from './awaits.ts'
import { visitBlock, visitForStatement, visitIteration, visitLabelled, visitSwitch } from './blocks.ts'
import { visitClass } from './classes.ts'
import { visitFunction } from './functions.ts'
import { type NamedFunction, namedValue } from './named-value.ts'
import { noteAssigned, visitAssignment, visitPattern, visitProperty } from './patterns.ts'
import { visitMeta, visitReference } from './references.ts'
import { type Scope, type Sharing, useThis } from './scope.ts'
import { isErased, stripExpression } from './strip-types.ts'
import { visitVariables } from './variables.ts'

/** What the visitors of one cell share. */
export interface Rewriter {
  readonly text: string
  readonly visitorKeys: VisitorKeys
  /** Names that are properties of the global object. */
  readonly slots: ReadonlySet<string>
  /** Slots that are kept beside the built-in global of that name. */
  readonly shadowed: ReadonlySet<string>
  /** Of the top-level statement that is being visited. */
  edits: Edits
  scope: Scope
  /** Where the last erased type ended: a statement that ends there has lost what ended it. */
  erasedEnd: number
  /** The function that takes its name from where it stands, and that name. */
  named: NamedFunction | undefined
  /** It calls `eval`, which may assign any variable. */
  evaluates: boolean
  /** A method's function: it cannot be wrapped in a call. */
  unmarkable: Node | undefined
  /** Calls on nested function declarations, put at the start of the block that declares them. */
  marks: (() => string)[] | undefined
  /** Of all blocks and bodies, outer ones before inner ones. */
  readonly sharing: Sharing[]
  /** What can be written only when all of the cell has been seen. */
  readonly atEnd: (() => void)[]
}

/** Visits expressions and statements; `inList` says that other statements may stand beside this one. */
export function visit(rw: Rewriter, node: Node | null | undefined, inList = false): void {
  if (!node) return
  switch (node.type) {
    case 'Identifier':
      return visitReference(rw, node)
    case 'Literal':
    case 'TemplateElement':
      return
    case 'MemberExpression':
      visit(rw, node.object)
      if (node.computed) visit(rw, node.property)
      return
    case 'ThisExpression':
    case 'Super':
      return useThis(rw.scope.frame)
    case 'MetaProperty':
      return visitMeta(rw, node)
    case 'ImportExpression':
      rw.edits.replace(node.start, node.start + 'import'.length, '__tsloom.import')
      break
    case 'AwaitExpression':
      return visitAwait(rw, node)
    case 'YieldExpression':
      return visitYield(rw, node)
    case 'AssignmentExpression':
      return visitAssignment(rw, node)
    case 'UpdateExpression':
      noteAssigned(rw, node.argument)
      break
    case 'ObjectPattern':
    case 'ArrayPattern':
    case 'AssignmentPattern':
    case 'RestElement':
      return visitPattern(rw, node, 'assign')
    case 'Property':
      return visitProperty(rw, node)
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return visitFunction(rw, node, true)
    case 'FunctionDeclaration':
      return visitFunction(rw, node, false)
    case 'ClassExpression':
    case 'ClassDeclaration':
      return visitClass(rw, node)
    case 'CallExpression':
    case 'NewExpression':
      visitCallee(rw, node.callee)
      if (node.typeArguments) erase(rw, node.typeArguments.start, node.typeArguments.end)
      for (const argument of node.arguments) visit(rw, argument)
      return
    case 'TaggedTemplateExpression':
      visit(rw, node.tag)
      if (node.typeArguments) erase(rw, node.typeArguments.start, node.typeArguments.end)
      return visit(rw, node.quasi)
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSInstantiationExpression':
    case 'TSTypeAssertion':
      return stripExpression(rw, node)
    case 'VariableDeclaration':
      return visitVariables(rw, node, inList ? 'list' : 'alone')
    case 'BlockStatement':
      return visitBlock(rw, node)
    case 'SwitchStatement':
      return visitSwitch(rw, node)
    case 'ForStatement':
      return visitForStatement(rw, node)
    case 'ForInStatement':
    case 'ForOfStatement':
      return visitIteration(rw, node, inList)
    case 'LabeledStatement':
      return visitLabelled(rw, node, inList)
    case 'BreakStatement':
    case 'ContinueStatement':
      return
    case 'TryStatement':
      return visitTry(rw, node)
  }
  if (isErased(node)) return rw.edits.replace(node.start, node.end, ';')
  forEachChild(rw.visitorKeys, node, child => visit(rw, child))
}

/** A function that is called on the spot goes nowhere, so it needs no mark. */
function visitCallee(rw: Rewriter, callee: Node): void {
  let inner = callee
  while (inner.type === 'ParenthesizedExpression') inner = inner.expression
  if (inner.type === 'ArrowFunctionExpression' || inner.type === 'FunctionExpression') visitFunction(rw, inner, false)
  else visit(rw, callee)
}

/** A statement among others. */
export function visitListed(rw: Rewriter, node: Node): void {
  visit(rw, node, true)
  // `x = y as T` without a semicolon would go on in the next line, once the type is gone.
  if (rw.erasedEnd === node.end) rw.edits.insert(node.end, ';')
}

export function erase(rw: Rewriter, start: number, end: number): void {
  rw.edits.remove(start, end)
  rw.erasedEnd = end
}

/** Visits a value that stands behind a name, which an anonymous function takes for its own. */
export function visitNamed(rw: Rewriter, value: Node, name: string | undefined): void {
  rw.named = namedValue(value, name)
  visit(rw, value)
}
