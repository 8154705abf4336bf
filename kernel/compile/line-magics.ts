/** Finds the magic lines of a cell: a line that starts with `%` is one only where a statement may begin. */

import type { Node } from 'oxc-parser'
import type { Magic } from '../magics/magic.ts'
import { type ParsedMagic, parseMagicCall } from '../magics/parse-magic.ts'
import { forEachChild } from './children.ts'
import { expressionEnd, isUnfinishedExpression } from './expression-end.ts'
import type { Oxc } from './oxc.ts'
import type { Outcome } from './types.ts'

export interface LineMagic {
  readonly start: number
  readonly end: number
  readonly parsed: Outcome<ParsedMagic>
  /** A magic of that name exists. */
  readonly known: boolean
}

export interface FoundMagics {
  readonly magics: readonly LineMagic[]
  /** Where the first statement that is not a magic begins. */
  readonly firstStatement: number
  /** Starts of magics inside functions. */
  readonly nested: ReadonlySet<number>
}

const CANDIDATE = /^[ \t]*(?:%{1,2}[A-Za-z_]|\?{1,2}%{0,2}[A-Za-z_]|[A-Za-z_][\w-]*\?{1,2}[ \t]*\r?$)/gm

/** `text` is the cell from `from` on, its other offsets blanked or not looked at. */
export function findLineMagics(oxc: Oxc, code: string, from: number, magics: readonly Magic[]): FoundMagics {
  const all = [...code.slice(from).matchAll(CANDIDATE)].map(({ index, 0: found }) =>
    readLine(oxc, code, from + index + found.search(/\S/), magics),
  )
  const candidates = all.filter(candidate => candidate !== undefined)
  if (candidates.length === 0) return { magics: [], firstStatement: from, nested: new Set() }
  const known = candidates.filter(candidate => candidate.known)
  let confirmed = confirm(oxc, code, from, known)
  const unknown = candidates.filter(candidate => !candidate.known)
  // `a\n%b` is a remainder as long as the cell makes sense that way.
  if (unknown.length > 0 && failed(oxc, blank(code, from, confirmed))) confirmed = confirm(oxc, code, from, [...confirmed, ...unknown])
  const { starts, firstStatement } = statementStarts(oxc, blank(code, from, confirmed))
  return {
    magics: confirmed.toSorted((a, b) => a.start - b.start),
    firstStatement,
    nested: new Set([...starts].filter(([, nested]) => nested).map(([start]) => start)),
  }
}

function readLine(oxc: Oxc, code: string, start: number, magics: readonly Magic[]): LineMagic | undefined {
  const lineEnd = code.indexOf('\n', start)
  let end = lineEnd === -1 ? code.length : lineEnd
  const line = code.slice(start, end).trimEnd()
  const isCellMagic = line.startsWith('%%')
  const name = /^[%?]*([A-Za-z_][\w-]*)/.exec(line)?.[1] ?? ''
  const magic = magics.find(candidate => candidate.name === name && candidate.kind === 'line')
  const known = magics.some(candidate => candidate.name === name)
  const help = /^(?:\?{1,2}%{0,2}[\w-]+|%{0,2}[\w-]+\?{1,2})$/.test(line)
  if (help) {
    if (!line.startsWith('%') && !known) return undefined
    const parsed = parseMagicCall(`%${name}?`, start, 'line', magics, () => undefined)
    return {
      start,
      end: start + line.length,
      known,
      parsed: parsed.ok ? { ok: true, value: { ...parsed.value, call: { ...parsed.value.call, end: start + line.length } } } : parsed,
    }
  }
  if (isCellMagic)
    return {
      start,
      end: start + line.length,
      known,
      parsed: refused(`%%${name} has to be the first line of a cell.`, start, start + line.length),
    }
  if (magic?.positional?.kind === 'expression' && magic.options.length === 0) end = expressionLines(oxc, code, start + 1 + name.length, end)
  const text = code.slice(start, end).trimEnd()
  const parsed = parseMagicCall(text, start, 'line', magics, (source, at) => expressionEnd(oxc, source, at))
  return { start, end: start + text.length, known, parsed }
}

/** An expression that is open at the line's end goes on in the next. */
function expressionLines(oxc: Oxc, code: string, from: number, lineEnd: number): number {
  let end = lineEnd
  while (end < code.length && isUnfinishedExpression(oxc, code.slice(from, end))) {
    const next = code.indexOf('\n', end + 1)
    end = next === -1 ? code.length : next
  }
  return isUnfinishedExpression(oxc, code.slice(from, end)) ? lineEnd : end
}

/** The candidates that stand where a statement may begin. */
function confirm(oxc: Oxc, code: string, from: number, candidates: readonly LineMagic[]): LineMagic[] {
  let active = [...candidates]
  while (active.length > 0) {
    const { starts, errorAt } = statementStarts(oxc, blank(code, from, active))
    if (errorAt === undefined) {
      const kept = active.filter(({ start }) => starts.has(start) || starts.has(start + 1))
      if (kept.length === active.length) return active
      active = kept
      continue
    }
    // One that stands in a text or a comment breaks it when it is taken for a magic.
    const culprit = active.findLast(candidate => {
      const without = statementStarts(
        oxc,
        blank(
          code,
          from,
          active.filter(other => other !== candidate),
        ),
      )
      return without.errorAt === undefined || without.errorAt > errorAt
    })
    if (!culprit) return active.map(candidate => (errorAt === candidate.start && candidate.known ? misplaced(candidate, code) : candidate))
    active = active.filter(candidate => candidate !== culprit)
  }
  return active
}

function misplaced(candidate: LineMagic, code: string): LineMagic {
  const name = /^\S+/.exec(code.slice(candidate.start))?.[0] ?? '%'
  return { ...candidate, parsed: refused(`${name} can only stand where a statement may begin.`, candidate.start, candidate.end) }
}

function refused(message: string, start: number, end: number): Outcome<ParsedMagic> {
  return { ok: false, diagnostics: [{ message, start, end, severity: 'error' }] }
}

/** The cell with each magic as an empty statement, all offsets kept. The first semicolon may end the statement above. */
function blank(code: string, from: number, magics: readonly LineMagic[]): string {
  const space = (text: string): string => text.replace(/[^\r\n]/g, ' ')
  let text = space(code.slice(0, from))
  let at = from
  for (const { start, end } of magics.toSorted((a, b) => a.start - b.start)) {
    if (start < at) continue
    text += `${code.slice(at, start)};;${space(code.slice(start + 2, end))}`
    at = end
  }
  return text + code.slice(at)
}

function failed(oxc: Oxc, text: string): boolean {
  const { program, errors } = oxc.parse(text, 'ts')
  return program.body.length === 0 && errors.length > 0
}

interface StatementStarts {
  /** Start of an empty statement → stands inside a function. */
  readonly starts: ReadonlyMap<number, boolean>
  readonly firstStatement: number
  /** Where the parser gave up. */
  readonly errorAt: number | undefined
}

function statementStarts(oxc: Oxc, text: string): StatementStarts {
  const { program, errors } = oxc.parse(text, 'ts')
  const starts = new Map<number, boolean>()
  if (program.body.length === 0 && errors.length > 0)
    return { starts, firstStatement: text.length, errorAt: errors[0]?.labels[0]?.start ?? 0 }
  const visit = (node: Node, nested: boolean): void => {
    const inside = nested || node.type.includes('Function') || node.type === 'StaticBlock'
    forEachChild(oxc.visitorKeys, node, (child, listed) => {
      if (listed && child.type === 'EmptyStatement') starts.set(child.start, inside)
      else visit(child, inside)
    })
  }
  visit(program, false)
  const first = program.body.find(statement => statement.type !== 'EmptyStatement')
  return { starts, firstStatement: first?.start ?? text.length, errorAt: undefined }
}
