/** Functions that change a captured variable share it, also where they have travelled to: what is written for that. */

import { OWN_LOCALS, SHARED_SCOPE } from '../../../src/capture/contract.ts'
import type { Rewriter } from './rewriter.ts'
import { createSharing, type Frame, type Scope, type Sharing } from './scope.ts'

/** Begins what `declareShared` ends. Outer scopes come before inner ones. */
export function noteSharing(rw: Rewriter): Sharing {
  const sharing = createSharing()
  rw.sharing.push(sharing)
  return sharing
}

/** Which scopes have variables that functions share, now that all of the cell has been seen. */
export function nameShared(rw: Rewriter): void {
  rw.sharing.forEach((sharing, number) => {
    if (sharedNames(sharing).length > 0) sharing.constant = `${SHARED_SCOPE}${number}`
  })
}

/** What stands at the start of the scope. */
export function declaration(sharing: Sharing): string {
  return sharing.constant === undefined ? '' : `const ${sharing.constant} = ${JSON.stringify(sharedNames(sharing))};`
}

/** Whether a function of this frame has locals to take along, and can go at all. */
export function travels({ captures, usesThis }: Frame): boolean {
  return captures !== undefined && !usesThis && !captures.has('arguments')
}

/** The rest of the call that marks a function: `, () => ({ a, b }), true)`, with the shared scopes around it. */
export function marking(rw: Rewriter, captures: ReadonlyMap<string, Scope>, around: Scope): string {
  return `, () => (${travellingLocals(captures, around)})${!rw.evaluates && isConstant(captures) ? ', true' : ''})`
}

/** Of a variable that the scope does not tell of, or that `var` declares, it is not known. */
function isConstant(captures: ReadonlyMap<string, Scope>): boolean {
  for (const [name, { sharing }] of captures)
    if (sharing === undefined || sharing.assigned.has(name) || sharing.vars.has(name)) return false
  return true
}

/** `{ a, b }`: what a function that goes elsewhere takes along. */
function travellingLocals(captures: ReadonlyMap<string, Scope>, around: Scope): string {
  const parts = [...captures.keys()]
  const hiding: string[] = []
  for (let at: Scope | undefined = around; at; at = at.parent) {
    const { sharing } = at
    if (sharing?.constant === undefined || at.aboveConstant) continue
    parts.push(sharing.constant)
    for (const name of sharedNames(sharing)) {
      const scope = captures.get(name)
      if (
        scope !== undefined &&
        scope.sharing !== sharing &&
        !(scope.sharing?.constant !== undefined && sharedNames(scope.sharing).includes(name))
      )
        hiding.push(name)
    }
  }
  if (hiding.length > 0) parts.push(`${OWN_LOCALS}: ${JSON.stringify(hiding)}`)
  return `{ ${parts.join(', ')} }`
}

function sharedNames({ captured, assigned }: Sharing): string[] {
  return [...captured].filter(name => assigned.has(name))
}
