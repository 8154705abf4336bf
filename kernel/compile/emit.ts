/**
 * TypeScript → the script that a session runs. The script's value is an async function without parameters:
 *
 *     (async function () { "use strict"; …; return { value: (0, last expression) }; })
 *
 * It fulfils with `{ value }` if the cell ends in an expression, and with `undefined` if it does not. The object keeps a
 * promise or a task that is the cell's value from being waited for.
 */

import type { Analysis } from './analyse.ts'
import { createEdits } from './edits.ts'
import type { Oxc, ParsedText } from './oxc.ts'
import { ENTER } from './rewrite/functions.ts'
import { localNames } from './rewrite/local-names.ts'
import type { Rewriter } from './rewrite/rewriter.ts'
import { createFrame } from './rewrite/scope.ts'
import { rewriteProgram } from './rewrite/top-level.ts'
import type { Segment } from './segments.ts'
import { compactSegments, renderSegments } from './segments.ts'

export interface Emitted {
  readonly js: string
  readonly emit: readonly Segment[]
}

/** `parsed` is the cell's TypeScript, or what the type stripper made of it. */
export function emitProgram(oxc: Oxc, parsed: ParsedText, analysis: Analysis, shadowed: ReadonlySet<string>): Emitted {
  const { text, program } = parsed
  const slots = new Set<string>()
  for (const { name, hasValue } of analysis.declarations) if (hasValue) slots.add(name)
  const frame = createFrame(undefined, 'cell', true)
  const rw: Rewriter = {
    text,
    visitorKeys: oxc.visitorKeys,
    slots,
    shadowed,
    edits: createEdits(),
    scope: { parent: undefined, frame, names: localNames(program, slots) },
    erasedEnd: -1,
    named: undefined,
    unmarkable: undefined,
    marks: undefined,
    sharing: [],
    atEnd: [],
    evaluates: false,
  }
  const { functions, imports, body } = rewriteProgram(rw, program, analysis.returns)
  // Merging into an enum of an earlier cell would keep members that are gone.
  const enums = analysis.declarations
    .filter(({ kind }) => kind === 'enum')
    .map(({ name }) => `${shadowed.has(name) ? `__tsloom.shadowed.${name}` : name} = void 0; `)
  const emit = compactSegments([
    '(async function () { "use strict"; ',
    frame.awaits ? `${ENTER} ` : '',
    ...enums,
    ...functions,
    ...imports,
    ...body,
    '\n})',
  ])
  return { js: renderSegments(emit, text), emit }
}
