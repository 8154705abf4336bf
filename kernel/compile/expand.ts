/** Splits a cell into magics and code, and makes TypeScript of both. */

import type { Magic, MagicBody } from '../magics/magic.ts'
import { type ParsedMagic, parseMagicCall } from '../magics/parse-magic.ts'
import { expansionSegments } from './expansion-segments.ts'
import { expressionEnd } from './expression-end.ts'
import { functionBody } from './function-body.ts'
import { findLineMagics, type LineMagic } from './line-magics.ts'
import type { Oxc } from './oxc.ts'
import { compactSegments, renderSegments, type Segment } from './segments.ts'
import type { CellDiagnostic, MagicCall, Outcome } from './types.ts'

export interface Expanded {
  /** How the TypeScript is made from the cell. */
  readonly segments: readonly Segment[]
  readonly head: readonly MagicCall[]
  readonly inline: readonly MagicCall[]
  readonly whole?: MagicCall & { readonly body: string }
}

export function expandMagics(oxc: Oxc, code: string, magics: readonly Magic[]): Outcome<Expanded> {
  const plain: Expanded = { segments: [[0, code.length]], head: [], inline: [] }
  if (!/^[ \t]*(?:\/\/%%|%|\?)|\?[ \t]*\r?$/m.test(code)) return { ok: true, value: plain }

  const layers = cellMagics(oxc, code, magics)
  if (!layers.ok) return layers
  const { value: stack } = layers
  const inner = stack.at(-1)
  const bodyStart = inner ? lineAfter(code, inner.call.end) : 0
  if (inner?.magic.type === 'run')
    return { ok: true, value: { ...plain, segments: [], whole: { ...inner.call, body: code.slice(bodyStart) } } }

  const bodyKind = inner?.magic.type === 'expand' ? inner.magic.body : 'statements'
  const isFunction = bodyKind === 'function'
  const lines: Outcome<Lines> =
    bodyKind === 'text'
      ? { ok: true, value: { body: [JSON.stringify(code.slice(bodyStart))], hoisted: [], head: [], inline: [] } }
      : lineMagics(oxc, code, bodyStart, magics, isFunction ? inner : undefined)
  if (!lines.ok) return lines
  let { body } = lines.value
  let returns = false
  let names: ReadonlySet<string> = new Set()
  const hoisted: Segment[] = []
  if (isFunction && inner) {
    const asFunction = functionBody(oxc, code, body, inner.call)
    if (!asFunction.ok) return asFunction
    ;({ body, returns } = asFunction.value)
    names = new Set(renderSegments(body, code).match(IDENTIFIER))
    hoisted.push(...asFunction.value.imports)
  }
  const texts = new Set(lines.value.hoisted)
  for (const { magic, call } of stack.toReversed()) {
    if (magic.type !== 'expand') continue
    const expansion = magic.expand(call, isFunction ? { returns, mentions: name => names.has(name) } : NO_BODY)
    for (const text of expansion.hoisted ?? []) texts.add(text)
    const before = expansionSegments(call, expansion.before)
    const after = expansion.after.length === 0 ? [] : ['\n', ...expansionSegments(call, expansion.after)]
    body = bodyKind === 'text' && magic === inner?.magic ? [...before, ...body, ...after.slice(1)] : [...before, '\n', ...body, ...after]
  }
  const segments = compactSegments([...[...texts].map(text => `${text}\n`), ...hoisted, ...body])
  return { ok: true, value: { segments, head: lines.value.head, inline: lines.value.inline } }
}

const NO_BODY: MagicBody = { returns: false, mentions: () => false }
const IDENTIFIER = /[A-Za-z_$][\w$]*/g

/** The magics on the first lines: one, or more where the outer ones leave their body as it is. */
function cellMagics(oxc: Oxc, code: string, magics: readonly Magic[]): Outcome<ParsedMagic[]> {
  const stack: ParsedMagic[] = []
  for (let from = 0; ; ) {
    const [line] = /^(?:[ \t]*\r?\n)*[ \t]*(?:\/\/)?%%[^\n]*/.exec(code.slice(from)) ?? []
    if (line === undefined) return { ok: true, value: stack }
    const start = from + line.search(/\S/)
    const parsed = parseMagicCall(line.trim(), start, 'cell', magics, (text, at) => expressionEnd(oxc, text, at))
    if (!parsed.ok) return parsed
    const outer = stack.at(-1)
    if (outer && !canStandOver(outer.magic, parsed.value.magic)) {
      const message = `%%${outer.call.name} cannot stand over %%${parsed.value.call.name}: put them into cells of their own.`
      return { ok: false, diagnostics: [{ message, start, end: start + line.trim().length, severity: 'error' }] }
    }
    stack.push(parsed.value)
    if (parsed.value.magic.type === 'run') return { ok: true, value: stack }
    from = lineAfter(code, parsed.value.call.end)
  }
}

function canStandOver(outer: Magic, inner: Magic): boolean {
  return outer.type === 'expand' && outer.body === 'statements' && inner.type === 'expand'
}

function lineAfter(code: string, offset: number): number {
  const lineBreak = code.indexOf('\n', offset)
  return lineBreak === -1 ? code.length : lineBreak + 1
}

interface Lines {
  readonly body: readonly Segment[]
  readonly hoisted: readonly string[]
  readonly head: readonly MagicCall[]
  readonly inline: readonly MagicCall[]
}

/** `task`: the magic whose body runs elsewhere, where nothing can be asked of the kernel. */
function lineMagics(oxc: Oxc, code: string, from: number, magics: readonly Magic[], task: ParsedMagic | undefined): Outcome<Lines> {
  const found = findLineMagics(oxc, code, from, magics)
  const diagnostics: CellDiagnostic[] = []
  const body: Segment[] = []
  const hoisted: string[] = []
  const head: MagicCall[] = []
  const inline: MagicCall[] = []
  let at = from
  let first = found.firstStatement
  for (const line of found.magics) {
    const { parsed, start, end } = line
    body.push([at, start])
    at = end
    if (!parsed.ok) {
      diagnostics.push(...parsed.diagnostics)
      continue
    }
    const { magic, call } = parsed.value
    if (magic.type === 'expand') {
      const expansion = magic.expand(call, NO_BODY)
      hoisted.push(...(expansion.hoisted ?? []))
      body.push(...expansionSegments(call, [...expansion.before, ...expansion.after]))
      first = Math.min(first, start)
    } else if (task || found.nested.has(start + 1)) diagnostics.push(cannotRunThere(line, call, task))
    else if (start < first) head.push(call)
    else body.push([start, start], `await __tsloom.magic(${inline.push(call) - 1});`)
  }
  body.push([at, code.length])
  return diagnostics.length > 0 ? { ok: false, diagnostics } : { ok: true, value: { body, hoisted, head, inline } }
}

function cannotRunThere({ start, end }: LineMagic, call: MagicCall, task: ParsedMagic | undefined): CellDiagnostic {
  const where = task ? `in the body of %%${task.call.name}, which runs elsewhere` : 'inside a function'
  return { message: `%${call.name} cannot stand ${where}: put it between a cell's own statements.`, start, end, severity: 'error' }
}
