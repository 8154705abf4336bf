import type { VariableDeclaration, VariableDeclarator } from 'oxc-parser'
import { visitAssigned, visitPattern } from './patterns.ts'
import { type Rewriter, visitNamed } from './rewriter.ts'
import { patternNames, varName } from './scope.ts'

/** Where a declaration stands: among statements, as the only one (`if (x) var y = 1`), or in a loop's head. */
export type VariablePlace = 'list' | 'alone' | 'for' | 'each'

export function visitVariables(rw: Rewriter, node: VariableDeclaration, place: VariablePlace): void {
  if (node.declare) return rw.edits.replace(node.start, node.end, ';')
  if (isSlotDeclaration(rw, node)) return assignSlots(rw, node, place)
  for (const { id, init } of node.declarations) {
    if (node.kind === 'var') for (const name of namesOf(id)) varName(rw.scope, name)
    visitPattern(rw, id, 'bind')
    if (init) visitNamed(rw, init, id.type === 'Identifier' ? id.name : undefined)
  }
}

function isSlotDeclaration(rw: Rewriter, node: VariableDeclaration): boolean {
  const { frame, parent } = rw.scope
  if (frame.kind !== 'cell' || (node.kind !== 'var' && parent)) return false
  for (const { id } of node.declarations) for (const name of namesOf(id)) if (!rw.slots.has(name)) return false
  return true
}

function namesOf(pattern: VariableDeclarator['id']): ReadonlySet<string> {
  const names = new Set<string>()
  patternNames(pattern, names)
  return names
}

/** `const a = 1, { b } = c` → `a = 1, { b } = c`. */
function assignSlots(rw: Rewriter, node: VariableDeclaration, place: VariablePlace): void {
  const first = node.declarations[0]
  const last = node.declarations.at(-1)
  if (!first || !last) return
  const isStatement = place === 'list' || place === 'alone'
  const parenthesised = isStatement && first.id.type !== 'Identifier'
  // The line above may lack its semicolon.
  rw.edits.replace(node.start, first.start, parenthesised ? (place === 'list' ? ';(' : '(') : '')
  for (const declarator of node.declarations) assignSlot(rw, declarator, node.kind, place)
  if (parenthesised) rw.edits.insert(last.end, ')')
}

function assignSlot(
  rw: Rewriter,
  { id, init, start, end }: VariableDeclarator,
  kind: VariableDeclaration['kind'],
  place: VariablePlace,
): void {
  // `var x` leaves what x holds.
  if (!init && kind === 'var' && place !== 'each') return rw.edits.replace(start, end, 'void 0')
  visitPattern(rw, id, 'assign')
  if (!init) return place === 'each' ? undefined : rw.edits.insert(end, ' = void 0')
  visitAssigned(rw, init, id.type === 'Identifier' ? id.name : undefined)
}
