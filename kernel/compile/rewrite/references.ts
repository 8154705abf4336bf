import type { MetaProperty } from 'oxc-parser'
import type { Rewriter } from './rewriter.ts'
import { useName, useThis } from './scope.ts'

type Named = { readonly name: string; readonly start: number; readonly end: number }

/** How the code names a variable that lives in a slot. */
export function slotReference(rw: Rewriter, name: string): string {
  return rw.shadowed.has(name) ? `__tsloom.shadowed.${name}` : name
}

/** Names of CommonJS, which cannot be globals: packages look for them to learn what kind of module they are. */
const commonJs: ReadonlyMap<string, string> = new Map([
  ['__dirname', '__tsloom.meta.dirname'],
  ['__filename', '__tsloom.meta.filename'],
])

/** What a name that is not local has to be written as, where that differs. */
function rewritten(rw: Rewriter, name: string): string | undefined {
  return rw.shadowed.has(name) ? slotReference(rw, name) : commonJs.get(name)
}

/** A name where a value is read or assigned. */
export function visitReference(rw: Rewriter, node: Named): void {
  if (useName(rw.scope, node.name)) return
  if (node.name === 'eval') rw.evaluates = true
  const text = rewritten(rw, node.name)
  if (text) rw.edits.replace(node.start, node.start + node.name.length, text)
}

/** `{ URL }` has to become `{ URL: … }` before its value can be written differently. */
export function visitShorthand(rw: Rewriter, node: Named): void {
  if (useName(rw.scope, node.name)) return
  const text = rewritten(rw, node.name)
  if (text) rw.edits.replace(node.start, node.start + node.name.length, `${node.name}: ${text}`)
}

export function visitMeta(rw: Rewriter, node: MetaProperty): void {
  if (node.meta.name === 'import') rw.edits.replace(node.start, node.end, '__tsloom.meta')
  else useThis(rw.scope.frame)
}
