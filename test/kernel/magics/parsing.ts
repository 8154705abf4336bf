import assert from 'node:assert/strict'
import { parseSync } from 'oxc-parser'
import type { MagicCall } from '../../../kernel/compile/types.ts'
import { magics } from '../../../kernel/magics/index.ts'
import type { Magic } from '../../../kernel/magics/magic.ts'
import { type ParsedMagic, parseMagicCall } from '../../../kernel/magics/parse-magic.ts'

/** The longest expression at `from`, found by trying: slow and obviously right. */
export function parseExpression(text: string, from: number): number | undefined {
  for (let end = text.length; end > from; end--) {
    const head = text.slice(from, end)
    const cutsWord = /\w$/.test(head) && /^\w/.test(text.slice(end))
    if (!cutsWord && head.trim() === head && parseSync('x.ts', `(async () => (${head}))`).errors.length === 0) return end
  }
  return undefined
}

export function parse(text: string, known: readonly Magic[] = magics): ParsedMagic {
  const outcome = parseMagicCall(text, 0, /^(\/\/)?%%/.test(text) ? 'cell' : 'line', known, parseExpression)
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.diagnostics.map(({ message }) => message).join('\n'))
  return outcome.value
}

export function values(text: string, known: readonly Magic[] = magics): MagicCall['values'] {
  return parse(text, known).call.values
}

export interface Complaint {
  readonly message: string
  /** The part of the line that the complaint points at. */
  readonly at: string
}

export function complaint(text: string, known: readonly Magic[] = magics, start = 0): Complaint {
  const outcome = parseMagicCall(text, start, /^(\/\/)?%%/.test(text) ? 'cell' : 'line', known, parseExpression)
  assert.ok(!outcome.ok, `${text} was accepted`)
  const [first] = outcome.diagnostics
  assert.ok(first)
  return { message: first.message, at: text.slice(first.start - start, first.end - start) }
}
