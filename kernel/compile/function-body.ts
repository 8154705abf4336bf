/** A magic's body becomes the body of an async function: its last expression is returned, its imports go above. */

import type { Node, Statement } from 'oxc-parser'
import { forEachChild } from './children.ts'
import { syntaxDiagnostics } from './diagnostics.ts'
import { createEdits } from './edits.ts'
import type { Oxc } from './oxc.ts'
import { isErased } from './rewrite/strip-types.ts'
import { composeSegments, renderSegments, type Segment, toSource } from './segments.ts'
import type { CellDiagnostic, MagicCall, Outcome } from './types.ts'

export interface FunctionBody {
  readonly body: readonly Segment[]
  readonly imports: readonly Segment[]
  /** It ends in an expression or returns a value somewhere. */
  readonly returns: boolean
}

const RETURN = 'return ('

export function functionBody(oxc: Oxc, code: string, body: readonly Segment[], call: MagicCall): Outcome<FunctionBody> {
  const text = renderSegments(body, code)
  if (text.trim() === '') return { ok: false, diagnostics: [nothingToRun(call)] }
  const { program, errors } = oxc.parse(text, 'ts')
  // A body may return, which the parser, taking it for a module, reports.
  const complaints = errors.filter(({ message }) => !message.startsWith("A 'return' statement"))
  const problems = [...syntaxDiagnostics(complaints, text), ...exportProblems(program.body as readonly Statement[], call)]
  if (problems.length > 0) {
    const toCell = (offset: number): number => toSource(body, offset)
    return {
      ok: false,
      diagnostics: problems.map(problem => ({
        ...problem,
        start: toCell(problem.start),
        end: Math.max(toCell(problem.start), toCell(problem.end)),
      })),
    }
  }
  const statements = program.body as readonly Statement[]
  const edits = createEdits()
  const imports: Segment[] = []
  let resultAt = 0
  const last = statements.findLast(statement => statement.type !== 'EmptyStatement' && !isErased(statement))
  for (const statement of statements) {
    if (statement.type === 'ImportDeclaration') {
      imports.push([statement.start, statement.end], '\n')
      edits.remove(statement.start, statement.end)
    } else if (statement === last && statement.type === 'ExpressionStatement') {
      edits.insert(statement.start, RETURN)
      resultAt = toSource(body, statement.start)
      edits.replace(statement.expression.end, statement.end, ');')
    }
  }
  return {
    ok: true,
    value: {
      // A result of the wrong type is a fault of the `return`, which stands where the expression does.
      body: composeSegments(edits.render(0, text.length), body).flatMap((segment): Segment[] =>
        segment === RETURN ? [[resultAt, resultAt], segment] : [segment],
      ),
      imports: composeSegments(imports, body),
      returns: last?.type === 'ExpressionStatement' || statements.some(statement => returnsValue(oxc, statement)),
    },
  }
}

function nothingToRun({ name, start, end }: MagicCall): CellDiagnostic {
  return { message: `%%${name} has nothing to run: write the code on the lines below it.`, start, end, severity: 'error' }
}

function exportProblems(statements: readonly Statement[], call: MagicCall): CellDiagnostic[] {
  return statements
    .filter(({ type }) => type.startsWith('Export'))
    .map(({ start, end }) => ({
      message: `The body of %%${call.name} is a function's body and cannot export. Its last expression is its result: use -o NAME to keep it.`,
      start,
      end,
      severity: 'error',
    }))
}

function returnsValue(oxc: Oxc, node: Node): boolean {
  if (node.type === 'ReturnStatement') return node.argument !== null
  if (node.type.includes('Function') || node.type.startsWith('Class')) return false
  let found = false
  forEachChild(oxc.visitorKeys, node, child => {
    found ||= returnsValue(oxc, child)
  })
  return found
}
