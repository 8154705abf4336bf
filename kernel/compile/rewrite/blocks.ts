import type { BlockStatement, ForInStatement, ForOfStatement, ForStatement, LabeledStatement, Statement, SwitchStatement } from 'oxc-parser'
import { visitPattern } from './patterns.ts'
import { type Rewriter, visit, visitListed } from './rewriter.ts'
import { blockNames, createSharing } from './scope.ts'
import { declaration, noteSharing } from './sharing.ts'
import { visitVariables } from './variables.ts'

export function visitBlock(rw: Rewriter, node: BlockStatement): void {
  const outer = rw.marks
  const marks: (() => string)[] = []
  rw.marks = marks
  const open = rw.edits.reserve(node.start + 1)
  const sharing = noteSharing(rw)
  within(
    rw,
    node.body,
    () => {
      for (const statement of node.body) visitListed(rw, statement)
    },
    sharing,
  )
  rw.atEnd.push(() => open([declaration(sharing), ...marks.map(mark => mark())].map(text => text && ` ${text}`).join('')))
  rw.marks = outer
}

export function visitSwitch(rw: Rewriter, node: SwitchStatement): void {
  const { marks } = rw
  // There is no one place in a switch that runs first, so its functions stay without a mark.
  rw.marks = undefined
  visit(rw, node.discriminant)
  within(
    rw,
    node.cases.flatMap(({ consequent }) => consequent),
    () => {
      for (const { test, consequent } of node.cases) {
        visit(rw, test)
        for (const statement of consequent) visitListed(rw, statement)
      }
    },
  )
  rw.marks = marks
}

export function visitForStatement(rw: Rewriter, node: ForStatement): void {
  within(rw, node.init?.type === 'VariableDeclaration' ? [node.init] : [], () => {
    if (node.init?.type === 'VariableDeclaration') visitVariables(rw, node.init, 'for')
    else visit(rw, node.init)
    visit(rw, node.test)
    visit(rw, node.update)
    visit(rw, node.body)
  })
}

export function visitIteration(rw: Rewriter, node: ForInStatement | ForOfStatement, inList: boolean): void {
  const { left } = node
  within(rw, left.type === 'VariableDeclaration' ? [left] : [], () => {
    if (left.type === 'VariableDeclaration') visitVariables(rw, left, 'each')
    else visitPattern(rw, left, 'assign')
    if (node.type === 'ForOfStatement' && node.await) visitForAwait(rw, node, inList)
    else {
      visit(rw, node.right)
      visit(rw, node.body)
    }
  })
}

/** What is put behind a loop must not come between it and its label. */
export function visitLabelled(rw: Rewriter, node: LabeledStatement, inList: boolean): void {
  let loop = node.body
  while (loop.type === 'LabeledStatement') loop = loop.body
  const isAlone = !inList && loop.type === 'ForOfStatement' && loop.await
  if (isAlone) rw.edits.insert(node.start, '{ ')
  visit(rw, node.body, inList || isAlone)
  if (isAlone) rw.edits.insert(node.end, ' }')
}

function visitForAwait(rw: Rewriter, node: ForOfStatement, inList: boolean): void {
  const { frame } = rw.scope
  frame.awaits = true
  const inFinally = frame.finallyDepth > 0
  const resume = inFinally ? '$tsloom_c.restore();' : '$tsloom_c.resume(0);'
  if (!inList) rw.edits.insert(node.start, '{ ')
  if (!inFinally) rw.edits.insert(node.right.start, '$tsloom_c.iterate(')
  visit(rw, node.right)
  if (!inFinally) rw.edits.insert(node.right.end, ')')
  const isBlock = node.body.type === 'BlockStatement'
  rw.edits.insert(node.body.start + (isBlock ? 1 : 0), isBlock ? ` ${resume}` : `{ ${resume} `)
  visit(rw, node.body)
  // The loop's last wait found no further value.
  rw.edits.insert(node.end, `${isBlock ? '' : ' }'} ${resume}${inList ? '' : ' }'}`)
}

/** A scope of which `sharing` is not given has no place where its constant could stand. */
function within(rw: Rewriter, statements: readonly Statement[], body: () => void, sharing = createSharing()): void {
  const outer = rw.scope
  const names = new Set<string>()
  blockNames(statements, names)
  if (names.size > 0) rw.scope = { parent: outer, frame: outer.frame, names, sharing }
  body()
  rw.scope = outer
}
