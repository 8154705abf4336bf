import type { ArrowFunctionExpression, Function as FunctionNode } from 'oxc-parser'
import { visitPattern } from './patterns.ts'
import { erase, type Rewriter, visit, visitListed } from './rewriter.ts'
import { blockNames, createFrame, type Frame, patternNames, varNames } from './scope.ts'
import { beforeSpace } from './strip-types.ts'

type AnyFunction = ArrowFunctionExpression | FunctionNode

/** The runtime's frame of the work that a function was called for. */
export const ENTER = 'const $tsloom_c = __tsloom.enter();'

/** A function inside a cell's code; top-level declarations are seen to by `declarations.ts`. */
export function visitFunction(rw: Rewriter, node: AnyFunction, mayMark: boolean): void {
  const markable = mayMark && rw.unmarkable !== node
  const named = rw.named?.node === node ? rw.named.name : undefined
  const open = markable ? rw.edits.reserve(node.start) : undefined
  const frame = visitFunctionParts(rw, node)
  const locals = travellingLocals(frame)
  if (!locals) return
  if (open) {
    open(named === undefined ? '__tsloom.closure(' : `__tsloom.closure({ ${named}: `)
    rw.edits.insert(node.end, `${named === undefined ? '' : ` }.${named}`}, () => (${locals}))`)
  } else if (node.type === 'FunctionDeclaration' && node.id) rw.marks?.push(`__tsloom.closure(${node.id.name}, () => (${locals}));`)
}

/** Parameters, types and body. */
export function visitFunctionParts(rw: Rewriter, node: AnyFunction): Frame {
  const outer = { scope: rw.scope, marks: rw.marks }
  const isArrow = node.type === 'ArrowFunctionExpression'
  const frame = createFrame(outer.scope.frame, isArrow ? 'arrow' : 'function', node.async)
  rw.scope = { parent: outer.scope, frame, names: functionNames(node) }
  rw.marks = []
  if (node.typeParameters) erase(rw, node.typeParameters.start, node.typeParameters.end)
  visitParameters(rw, node)
  if (node.returnType) erase(rw, beforeSpace(rw.text, node.returnType.start), node.returnType.end)
  visitBody(rw, node, frame)
  rw.scope = outer.scope
  rw.marks = outer.marks
  return frame
}

function visitParameters(rw: Rewriter, node: AnyFunction): void {
  node.params.forEach((parameter, index) => {
    if (index === 0 && parameter.type === 'Identifier' && parameter.name === 'this') {
      const comma = /^\s*,/.exec(rw.text.slice(parameter.end))?.[0].length ?? 0
      erase(rw, parameter.start, node.params[1]?.start ?? parameter.end + comma)
    } else visitPattern(rw, parameter, 'bind')
  })
}

function visitBody(rw: Rewriter, node: AnyFunction, frame: Frame): void {
  const { body } = node
  if (!body) return
  if (body.type !== 'BlockStatement') {
    const open = rw.edits.reserve(body.start)
    visit(rw, body)
    if (!frame.awaits) return
    open(`{ ${ENTER} return `)
    return rw.edits.insert(body.end, '; }')
  }
  const open = rw.edits.reserve(body.start + 1)
  for (const statement of body.body) visitListed(rw, statement)
  const marks = rw.marks?.join(' ') ?? ''
  const enter = frame.awaits ? ENTER : ''
  open(` ${enter} ${marks} `.replace(/ +/g, ' ').trimEnd())
  if (frame.awaits) for (const insert of frame.whenAwaiting) insert()
}

function functionNames(node: AnyFunction): Set<string> {
  const names = new Set<string>()
  if (node.type !== 'ArrowFunctionExpression') names.add('arguments')
  if (node.type === 'FunctionExpression' && node.id) names.add(node.id.name)
  for (const parameter of node.params) patternNames(parameter, names)
  if (node.body?.type === 'BlockStatement') {
    blockNames(node.body.body as never, names)
    for (const statement of node.body.body) varNames(statement as never, names)
  }
  return names
}

/** `{ a, b }`: what a function that goes elsewhere has to take along, unless nothing or it cannot go at all. */
export function travellingLocals(frame: Frame): string | undefined {
  const { captures } = frame
  if (!captures || frame.usesThis || captures.has('arguments')) return undefined
  return `{ ${[...captures].join(', ')} }`
}
