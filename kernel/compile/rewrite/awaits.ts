/** After each wait the function's work becomes the current one again, and stops there if it was interrupted. */

import type { AwaitExpression, TryStatement, YieldExpression } from 'oxc-parser'
import { visitBlock } from './blocks.ts'
import { visitPattern } from './patterns.ts'
import { type Rewriter, visit } from './rewriter.ts'
import { createSharing, patternNames } from './scope.ts'

export function visitAwait(rw: Rewriter, node: AwaitExpression): void {
  const { frame } = rw.scope
  frame.awaits = true
  const inFinally = frame.finallyDepth > 0
  rw.edits.insert(node.start, inFinally ? '$tsloom_c.settle(' : '$tsloom_c.resume(')
  if (!inFinally) rw.edits.insert(node.argument.start, '$tsloom_c.wait(')
  visit(rw, node.argument)
  rw.edits.insert(node.end, inFinally ? ')' : '))')
}

/** An async generator waits in `yield` as well. */
export function visitYield(rw: Rewriter, node: YieldExpression): void {
  const { frame } = rw.scope
  if (!frame.async) return visit(rw, node.argument)
  frame.awaits = true
  rw.edits.insert(node.start, frame.finallyDepth > 0 ? '$tsloom_c.settle(' : '$tsloom_c.resume(')
  visit(rw, node.argument)
  rw.edits.insert(node.end, ')')
}

export function visitTry(rw: Rewriter, node: TryStatement): void {
  const { frame } = rw.scope
  visitBlock(rw, node.block)
  const { handler, finalizer } = node
  if (handler) {
    const outer = rw.scope
    const names = new Set<string>()
    if (handler.param) {
      patternNames(handler.param, names)
      rw.scope = { parent: outer, frame, names, sharing: createSharing() }
      visitPattern(rw, handler.param, 'bind')
    }
    // The helper of `using` keeps the error for its `finally`; a check that throws would lose it.
    if (!isUsingHandler(rw, node))
      whenAwaiting(rw, handler.body.start + 1, frame.finallyDepth > 0 ? ' $tsloom_c.restore();' : ' $tsloom_c.caught();')
    visitBlock(rw, handler.body)
    rw.scope = outer
  }
  if (!finalizer) return
  whenAwaiting(rw, finalizer.start + 1, ' $tsloom_c.restore();')
  frame.finallyDepth++
  visitBlock(rw, finalizer)
  frame.finallyDepth--
}

function whenAwaiting(rw: Rewriter, at: number, text: string): void {
  const insert = rw.edits.reserve(at)
  rw.scope.frame.whenAwaiting.push(() => insert(text))
}

/** Made by the type stripper for `using`. */
export function isUsingHandler(rw: Rewriter, node: TryStatement): boolean {
  const { handler } = node
  return handler !== null && /^catch \(_\) \{\s*_usingCtx\d*\.e = _;\s*\}$/.test(rw.text.slice(handler.start, handler.end))
}
