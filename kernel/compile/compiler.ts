import type { IsCompleteResult } from '../interpreter.ts'
import type { Magic } from '../magics/magic.ts'
import { type Analysis, analyse } from './analyse.ts'
import { syntaxDiagnostics } from './diagnostics.ts'
import { emitProgram } from './emit.ts'
import { type Expanded, expandMagics } from './expand.ts'
import { isComplete } from './is-complete.ts'
import { namedFunctions } from './named-functions.ts'
import { loadOxc, type Oxc, type ParsedText } from './oxc.ts'
import { fromSource, renderSegments, toSource } from './segments.ts'
import { type Sketch, sketch } from './sketch.ts'
import type { CellDiagnostic, EmittedCell, ExpandedCell, Outcome } from './types.ts'

export interface ExpandOptions {
  readonly magics: readonly Magic[]
}

export interface EmitOptions {
  /** The script's name in stacks: `In[3]`. */
  readonly name?: string
  /** Built-in globals that the notebook has declared anew, this cell included. */
  readonly shadowed: ReadonlySet<string>
}

/** Cell text → TypeScript → JavaScript. What it is given decides what it returns; a user's mistake is a diagnostic, never an exception. */
export interface Compiler {
  /** Splits off magics and expands them. */
  expand(code: string, options: ExpandOptions): Outcome<ExpandedCell>
  /** Makes an expanded cell into the script described in `emit.ts`. */
  emit(cell: ExpandedCell, options: EmitOptions): Outcome<EmittedCell>
  /** The same for one expression without magics, as front ends send in `user_expressions`. */
  emitExpression(code: string, options: EmitOptions): Outcome<EmittedCell>
  isComplete(code: string, options: ExpandOptions): IsCompleteResult
  /** Half-written code, made fit for completion. */
  sketch(code: string, options: ExpandOptions): Sketch
}

interface Prepared {
  readonly segments: Expanded['segments']
  readonly parsed: ParsedText
  readonly analysis: Analysis
}

/** Loads the parser (about 10 ms); everything after that is synchronous. */
export async function loadCompiler(): Promise<Compiler> {
  return createCompiler(await loadOxc())
}

export function createCompiler(oxc: Oxc): Compiler {
  /** What `expand` learned, for `emit`: a cell is parsed once. */
  const prepared = new WeakMap<ExpandedCell, Prepared>()

  function expand(code: string, { magics }: ExpandOptions): Outcome<ExpandedCell> {
    // As in other consoles: `{ a: 1 }` alone is an object, not a block with a label.
    if (isObjectLiteral(code)) return prepare(code, { segments: ['(', [0, code.length], '\n)'], head: [], inline: [] })
    const expanded = expandMagics(oxc, code, magics)
    return expanded.ok ? prepare(code, expanded.value) : expanded
  }

  function isObjectLiteral(code: string): boolean {
    if (!/^\s*\{[^]*\}\s*$/.test(code)) return false
    const { program, errors } = oxc.parse(`(${code}\n)`, 'ts')
    const [statement, ...others] = program.body
    const expression = statement?.type === 'ExpressionStatement' ? statement.expression : undefined
    return (
      errors.length === 0 &&
      others.length === 0 &&
      expression?.type === 'ParenthesizedExpression' &&
      expression.expression.type === 'ObjectExpression'
    )
  }

  function prepare(code: string, { segments, head, inline, whole }: Expanded): Outcome<ExpandedCell> {
    const ts = renderSegments(segments, code)
    const parsed = oxc.parse(ts, 'ts')
    const toCell = (offset: number): number => toSource(segments, offset)
    const analysis = analyse(oxc, parsed.program)
    const diagnostics = [...syntaxDiagnostics(parsed.errors, ts), ...analysis.problems]
    if (diagnostics.length > 0) return { ok: false, diagnostics: diagnostics.map(diagnostic => ofMagic(code, placed(diagnostic, toCell))) }
    const cell: ExpandedCell = {
      code,
      ts,
      declarations: analysis.declarations,
      mentions: analysis.mentions,
      functions: namedFunctions(parsed.program),
      head,
      inline,
      ...(whole ? { whole } : {}),
      toCell,
      toTs: offset => fromSource(segments, offset),
    }
    prepared.set(cell, { segments, parsed, analysis })
    return { ok: true, value: cell }
  }

  function emit(cell: ExpandedCell, { shadowed }: EmitOptions): Outcome<EmittedCell> {
    const known = prepared.get(cell)
    if (!known) throw new TypeError('emit() takes a cell that expand() of the same compiler returned')
    const { segments, parsed, analysis } = known
    const stripped = analysis.needsTransform ? oxc.transform(parsed.text) : undefined
    const complaints = stripped ? syntaxDiagnostics(stripped.errors, parsed.text) : []
    if (complaints.length > 0) return { ok: false, diagnostics: complaints.map(diagnostic => placed(diagnostic, cell.toCell)) }
    const { js, emit } = emitProgram(oxc, stripped ? oxc.parse(stripped.code, 'js') : parsed, analysis, shadowed)
    const map = {
      code: cell.code,
      expand: segments,
      ...(stripped ? { stripped: { code: stripped.code, mappings: stripped.mappings } } : {}),
      emit,
    }
    return { ok: true, value: { js, map, declarations: analysis.declarations } }
  }

  function emitExpression(code: string, options: EmitOptions): Outcome<EmittedCell> {
    // Parenthesised, so that `{ a: 1 }` is an object.
    const cell = prepare(code, { segments: ['(', [0, code.length], '\n)'], head: [], inline: [] })
    if (!cell.ok) return { ok: false, diagnostics: cell.diagnostics.slice(0, 1) }
    const body = prepared.get(cell.value)?.parsed.program.body
    const [statement] = body ?? []
    const expression = body?.length === 1 && statement?.type === 'ExpressionStatement' ? statement.expression : undefined
    if (expression?.type === 'ParenthesizedExpression' && expression.end === cell.value.ts.length) return emit(cell.value, options)
    return { ok: false, diagnostics: [{ message: 'One expression is wanted here', start: 0, end: code.length, severity: 'error' }] }
  }

  return {
    expand: (code, options) => guarded(code, () => expand(code, options)),
    emit: (cell, options) => guarded(cell.code, () => emit(cell, options)),
    emitExpression: (code, options) => guarded(code, () => emitExpression(code, options)),
    isComplete(code, { magics }) {
      const answer = guarded(code, () => ({
        ok: true,
        value: isObjectLiteral(code) ? { status: 'complete' as const } : isComplete(oxc, code, magics),
      }))
      return answer.ok ? answer.value : { status: 'unknown' }
    },
    sketch: (code, { magics }) => sketch(code, magics),
  }
}

/** Trees are walked by recursion, which an expression of thousands of levels exhausts. */
function guarded<T>(code: string, compile: () => Outcome<T>): Outcome<T> {
  try {
    return compile()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const message = 'This cell nests expressions too deeply to be compiled. Split the longest one into several.'
    return { ok: false, diagnostics: [{ message, start: 0, end: code.length, severity: 'error' }] }
  }
}

/** An `await` that the user did not write is a magic's. */
function ofMagic(code: string, diagnostic: CellDiagnostic): CellDiagnostic {
  const magic = /^%[\w-]+/.exec(code.slice(diagnostic.start))?.[0]
  if (!magic || !/^'await' is only allowed/.test(diagnostic.message)) return diagnostic
  return { ...diagnostic, message: `${magic} waits for what it does: the function around it has to be async.` }
}

function placed(diagnostic: CellDiagnostic, toCell: (offset: number) => number): CellDiagnostic {
  const start = toCell(diagnostic.start)
  return { ...diagnostic, start, end: Math.max(start, toCell(diagnostic.end)) }
}
