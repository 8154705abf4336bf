import type { MetaProperty } from 'oxc-parser'
import type { Rewriter } from './rewriter.ts'
import { useName, useThis } from './scope.ts'

type Named = { readonly name: string; readonly start: number; readonly end: number }

/** How the code names a variable that lives in a slot. */
export function slotReference(rw: Rewriter, name: string): string {
  return rw.shadowed.has(name) ? `__tsloom.shadowed.${name}` : name
}

/** A name where a value is read or assigned. */
export function visitReference(rw: Rewriter, node: Named): void {
  if (useName(rw.scope, node.name) || !rw.shadowed.has(node.name)) return
  rw.edits.replace(node.start, node.start + node.name.length, slotReference(rw, node.name))
}

/** `{ URL }` has to become `{ URL: … }` before its value can be written differently. */
export function visitShorthand(rw: Rewriter, node: Named): void {
  if (useName(rw.scope, node.name) || !rw.shadowed.has(node.name)) return
  rw.edits.replace(node.start, node.start + node.name.length, `${node.name}: ${slotReference(rw, node.name)}`)
}

export function visitMeta(rw: Rewriter, node: MetaProperty): void {
  if (node.meta.name === 'import') rw.edits.replace(node.start, node.end, '__tsloom.meta')
  else useThis(rw.scope.frame)
}
