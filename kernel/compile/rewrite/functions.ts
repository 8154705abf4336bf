import type { ArrowFunctionExpression, Function as FunctionNode, Statement } from 'oxc-parser'
import { naming } from './named-value.ts'
import { visitPattern } from './patterns.ts'
import { erase, type Rewriter, visit, visitListed } from './rewriter.ts'
import { blockNames, createFrame, type Frame, patternNames, type Sharing, varNames } from './scope.ts'
import { declaration, marking, noteSharing, travels } from './sharing.ts'
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
  const { captures } = frame
  const around = rw.scope
  if (!captures || !travels(frame)) return
  if (open) {
    const [before, after] = named === undefined ? ['', ''] : naming(named)
    open(`__tsloom.closure(${before}`)
    const close = rw.edits.reserve(node.end)
    rw.atEnd.push(() => close(`${after}${marking(rw, captures, around)}`))
  } else if (node.type === 'FunctionDeclaration' && node.id) {
    const { name } = node.id
    rw.marks?.push(() => `__tsloom.closure(${name}${marking(rw, captures, around)};`)
  }
}

/** Parameters, types and body. */
export function visitFunctionParts(rw: Rewriter, node: AnyFunction): Frame {
  const outer = { scope: rw.scope, marks: rw.marks }
  const isArrow = node.type === 'ArrowFunctionExpression'
  const frame = createFrame(outer.scope.frame, isArrow ? 'arrow' : 'function', node.async)
  const sharing = noteSharing(rw)
  rw.scope = { parent: outer.scope, frame, names: parameterNames(node), sharing, aboveConstant: true }
  rw.marks = []
  if (node.typeParameters) erase(rw, node.typeParameters.start, node.typeParameters.end)
  visitParameters(rw, node)
  if (node.returnType) erase(rw, beforeSpace(rw.text, node.returnType.start), node.returnType.end)
  visitBody(rw, node, frame, sharing)
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

function visitBody(rw: Rewriter, node: AnyFunction, frame: Frame, sharing: Sharing): void {
  const { body } = node
  if (!body) return
  // What parameters start with does not see the names of the body.
  const names = body.type === 'BlockStatement' ? bodyNames(body.body as readonly Statement[]) : undefined
  rw.scope = { parent: rw.scope, frame, names, sharing }
  if (body.type !== 'BlockStatement') {
    const open = rw.edits.reserve(body.start)
    visit(rw, body)
    const close = rw.edits.reserve(body.end)
    rw.atEnd.push(() => {
      const head = [frame.awaits ? ENTER : '', declaration(sharing)].filter(text => text !== '').join(' ')
      if (head === '') return
      open(`{ ${head} return `)
      close('; }')
    })
    return
  }
  const open = rw.edits.reserve(body.start + 1)
  for (const statement of body.body) visitListed(rw, statement)
  const marks = rw.marks ?? []
  rw.atEnd.push(() => {
    const head = [frame.awaits ? ENTER : '', declaration(sharing), ...marks.map(mark => mark())]
    open(head.map(text => text && ` ${text}`).join(''))
  })
  if (frame.awaits) for (const insert of frame.whenAwaiting) insert()
}

function parameterNames(node: AnyFunction): Set<string> {
  const names = new Set<string>()
  if (node.type !== 'ArrowFunctionExpression') names.add('arguments')
  if (node.type === 'FunctionExpression' && node.id) names.add(node.id.name)
  for (const parameter of node.params) patternNames(parameter, names)
  return names
}

function bodyNames(statements: readonly Statement[]): Set<string> {
  const names = new Set<string>()
  blockNames(statements, names)
  for (const statement of statements) varNames(statement, names)
  return names
}
