/** The cell's own statements: what they declare goes to slots, and the last expression is the result. */

import type {
  Class,
  ExportDefaultDeclaration,
  ExportNamedDeclaration,
  Expression,
  Function as FunctionNode,
  Node,
  Program,
  Statement,
  TryStatement,
} from 'oxc-parser'
import { createEdits, type Edits } from '../edits.ts'
import type { Segment } from '../segments.ts'
import { isUsingHandler } from './awaits.ts'
import { needsOwnName, visitClassParts } from './classes.ts'
import { visitFunctionParts } from './functions.ts'
import { exportAliases, importStatement, moduleName, reexportStatement } from './modules.ts'
import { slotReference } from './references.ts'
import { type Rewriter, visit, visitListed } from './rewriter.ts'
import { marking, nameShared, travels } from './sharing.ts'
import { isErased } from './strip-types.ts'

export interface TopLevel {
  readonly functions: readonly Segment[]
  readonly imports: readonly Segment[]
  readonly body: readonly Segment[]
}

interface Piece {
  readonly edits: Edits
  readonly node: Statement
  readonly hoisted: boolean
}

/** `returns`: the last statement is an expression, whose value the cell shows. */
export function rewriteProgram(rw: Rewriter, program: Program, returns: boolean): TopLevel {
  const statements = program.body as readonly Statement[]
  const result = returns ? lastStatement(statements) : undefined
  const imports: Segment[] = []
  const pieces = statements.map((node): Piece => {
    rw.edits = createEdits()
    const hoisted = isSlotFunction(rw, node)
    imports.push(...visitStatement(rw, node, result, statements))
    return { edits: rw.edits, node, hoisted }
  })
  // Only now is it known whether the cell waits for anything.
  const { frame } = rw.scope
  if (frame.awaits) for (const insert of frame.whenAwaiting) insert()
  nameShared(rw)
  for (const write of rw.atEnd) write()

  const functions: Segment[] = []
  const body: Segment[] = []
  let end = program.hashbang?.end ?? 0
  for (const { edits, node, hoisted } of pieces) {
    body.push([end, node.start])
    const segments = edits.render(node.start, node.end)
    if (hoisted) {
      functions.push(...segments, ' ')
      body.push(';')
    } else body.push(...segments)
    end = node.end
  }
  body.push([end, rw.text.length])
  return { functions, imports, body }
}

/** The last statement that does anything. */
function lastStatement(statements: readonly Statement[]): Statement | undefined {
  return statements.findLast(statement => statement.type !== 'EmptyStatement' && !isErased(statement))
}

function declared(node: Statement): Node {
  return (node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration') && node.declaration ? node.declaration : node
}

function isSlotFunction(rw: Rewriter, node: Statement): boolean {
  const inner = declared(node)
  return inner.type === 'FunctionDeclaration' && !inner.declare && inner.id !== null && rw.slots.has(inner.id.name)
}

/** Returns what has to run before everything else. */
function visitStatement(rw: Rewriter, node: Statement, result: Statement | undefined, statements: readonly Statement[]): Segment[] {
  if (isErased(node)) {
    rw.edits.replace(node.start, node.end, ';')
    return []
  }
  switch (node.type) {
    case 'ImportDeclaration':
      rw.edits.replace(node.start, node.end, ';')
      return importStatement(rw, node)
    case 'ExportAllDeclaration':
      rw.edits.replace(node.start, node.end, ';')
      return reexportStatement(rw, node)
    case 'ExportNamedDeclaration':
      return visitExport(rw, node, statements)
    case 'ExportDefaultDeclaration':
      visitDefaultExport(rw, node, result)
      return []
    case 'ExpressionStatement':
      if (node === result) returnValue(rw, node, node.expression)
      else visitListed(rw, node)
      return []
    case 'TryStatement':
      if (isUsingBlock(rw, node)) visitUsing(rw, node, node === result, aliasesOf(rw, statements))
      else visitListed(rw, node)
      return []
    default:
      visitDeclaration(rw, node)
      return []
  }
}

/** The type stripper leaves `export { a as b }` in front of the block that makes `a`; by what they export. */
function aliasesOf(rw: Rewriter, statements: readonly Statement[]): Map<string, string> {
  const aliases = new Map<string, string>()
  for (const node of statements) {
    if (node.type !== 'ExportNamedDeclaration' || node.source) continue
    for (const specifier of node.specifiers) {
      const local = moduleName(specifier.local)
      aliases.set(local, (aliases.get(local) ?? '') + exportAliases(rw, { ...node, specifiers: [specifier] }))
    }
  }
  return aliases
}

function visitExport(rw: Rewriter, node: ExportNamedDeclaration, statements: readonly Statement[]): Segment[] {
  if (node.declaration) {
    rw.edits.remove(node.start, node.declaration.start)
    visitDeclaration(rw, node.declaration)
    return []
  }
  rw.edits.replace(
    node.start,
    node.end,
    node.source || statements.some(other => isUsingBlock(rw, other)) ? ';' : `;${exportAliases(rw, node)}`,
  )
  return node.source ? reexportStatement(rw, node) : []
}

function visitDefaultExport(rw: Rewriter, node: ExportDefaultDeclaration, result: Statement | undefined): void {
  const { declaration } = node
  const isNamed = (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id !== null
  if (isNamed) {
    rw.edits.remove(node.start, declaration.start)
    return visitDeclaration(rw, declaration)
  }
  if (node === result) return returnValue(rw, node, declaration as Expression)
  rw.edits.replace(node.start, declaration.start, ';(')
  visit(rw, declaration)
  rw.edits.insert(declaration.end, ');')
}

function visitDeclaration(rw: Rewriter, node: Node): void {
  if (node.type === 'FunctionDeclaration' && node.id && rw.slots.has(node.id.name)) assignFunction(rw, node, node.id)
  else if (node.type === 'ClassDeclaration' && node.id && rw.slots.has(node.id.name)) assignClass(rw, node, node.id)
  else visitListed(rw, node)
}

/** Anonymous, so that recursion finds what the slot holds; it takes its name from the assignment. */
function assignFunction(rw: Rewriter, node: FunctionNode, id: { readonly name: string; readonly end: number }): void {
  const ownName = rw.shadowed.has(id.name) ? id.name : ''
  rw.edits.replace(
    node.start,
    id.end,
    `${slotReference(rw, id.name)} = ${node.async ? 'async ' : ''}function${node.generator ? '*' : ''} ${ownName}`,
  )
  const frame = visitFunctionParts(rw, node)
  const { captures } = frame
  const around = rw.scope
  const close = rw.edits.reserve(node.end)
  rw.atEnd.push(() => {
    const mark = captures && travels(frame) && ` __tsloom.closure(${slotReference(rw, id.name)}${marking(rw, captures, around)};`
    close(`;${mark || ''}`)
  })
}

function assignClass(rw: Rewriter, node: Class, id: { readonly name: string; readonly end: number }): void {
  const isOwn = needsOwnName(node)
  const ownName = isOwn || rw.shadowed.has(id.name) ? ` ${id.name}` : ''
  rw.edits.replace(node.start, id.end, `${slotReference(rw, id.name)} = class${ownName}`)
  const outer = rw.scope
  if (isOwn) rw.scope = { parent: outer, frame: outer.frame, names: new Set([id.name]) }
  visitClassParts(rw, node)
  rw.scope = outer
  rw.edits.insert(node.end, ';')
}

/** In an object, so that a promise or a task is shown and not waited for. Without the comma a function would be named `value`. */
function returnValue(rw: Rewriter, node: Statement, expression: Expression): void {
  rw.edits.replace(node.start, expression.start, 'return { value: (0, ')
  visit(rw, expression)
  rw.edits.replace(expression.end, node.end, ') };')
}

const isUsingBlock = (rw: Rewriter, node: Statement): boolean => node.type === 'TryStatement' && isUsingHandler(rw, node)

/** With a top-level `using`, the type stripper puts the cell into a `try` block. */
function visitUsing(rw: Rewriter, node: TryStatement, isResult: boolean, aliases: Map<string, string>): void {
  const last = isResult ? node.block.body.findLast(statement => statement.type !== 'EmptyStatement') : undefined
  const result = last?.type === 'ExpressionStatement' ? last : undefined
  // Still at the cell's top level, so that what the block declares goes to slots.
  for (const statement of node.block.body) {
    if (statement === result) rw.edits.insert(statement.start, takeAll(aliases))
    if (statement === result) returnValue(rw, statement, result.expression)
    else visitListed(rw, statement)
    // At once, so that it holds also when a later statement fails.
    if (statement.type === 'VariableDeclaration') {
      for (const { id } of statement.declarations) if (id.type === 'Identifier') rw.edits.insert(statement.end, take(aliases, id.name))
    }
  }
  if (!result) rw.edits.insert(node.block.end - 1, takeAll(aliases))
  const { block, ...rest } = node
  visit(rw, { ...rest, block: { ...block, body: [] } } as TryStatement)
}

function take(aliases: Map<string, string>, local: string): string {
  const text = aliases.get(local) ?? ''
  aliases.delete(local)
  return text && `;${text}`
}

function takeAll(aliases: Map<string, string>): string {
  return [...aliases.keys()].map(local => take(aliases, local)).join('')
}
