/** Anything that was thrown → what a person reads: class, message, the line, the stack, the causes. */

import { inspect } from 'node:util'
import type { UserError } from '../interpreter.ts'
import { sourceExcerpt } from '../source-excerpt.ts'
import { plainMessage } from './plain-message.ts'
import type { StackFrames } from './stack-frames.ts'
import { isTasksFailed } from './tasks/failure-table.ts'

const red = (text: string): string => `\u001b[31m${text}\u001b[39m`
const dim = (text: string): string => `\u001b[2m${text}\u001b[22m`

/** Deeper causes are rare, and cycles are possible. */
const MAX_DEPTH = 8
/** A thousand failed tasks mostly fail alike. */
const MAX_INNER = 5

/** Never throws, whatever was thrown: the cell has to end. */
export function renderError(thrown: unknown, frames: StackFrames): UserError {
  return safely(() => render(thrown, frames), UNSHOWABLE)
}

const UNSHOWABLE: UserError = {
  name: 'Uncaught',
  message: 'a value that cannot be shown',
  traceback: [`${red('Uncaught')} a value that cannot be shown: looking at it throws`],
}

function render(thrown: unknown, frames: StackFrames): UserError {
  if (!isError(thrown)) {
    const text = safely(() => inspect(thrown), 'a value that cannot be shown')
    const message = typeof thrown === 'string' ? thrown : text
    return {
      name: 'Uncaught',
      message,
      traceback: [`${red('Uncaught')} ${text}`, dim('(not an Error: it has no stack. Throw `new Error(…)` to see where it came from.)')],
    }
  }
  const name = errorName(thrown)
  const message = safely(() => plainMessage(String(thrown.message)), '')
  return { name, message, traceback: describe(thrown, frames, '', new Set()) }
}

function describe(error: Error, frames: StackFrames, prefix: string, seen: Set<unknown>): string[] {
  if (seen.has(error)) return [`${prefix}${dim('[circular]')}`]
  if (seen.size >= MAX_DEPTH + MAX_INNER) return [`${prefix}${dim('…')}`]
  seen.add(error)
  const stack = frames.mapStack(safely(() => String(error.stack ?? ''), ''))
  const lines = stackLines(stack)
  const message = safely(() => plainMessage(String(error.message)), '')
  const out = [`${prefix}${red(errorName(error))}${message === '' ? '' : `: ${message}`}`]
  const excerpt = excerptOf(lines, frames)
  if (excerpt) out.push(excerpt)
  out.push(...lines.map(line => dim(line)))
  const properties = ownProperties(error)
  if (properties) out.push(properties)
  const errors = innerErrors(error)
  // Those of several tasks stand in a table above.
  const most = seen.size === 1 && isTasksFailed(error) ? 1 : MAX_INNER
  for (const [index, inner] of errors.slice(0, most).entries()) out.push(...nested(inner, frames, `[errors ${index}] `, seen))
  if (errors.length > most) out.push(dim(`… and ${errors.length - most} more ${errors.length - most === 1 ? 'error' : 'errors'}`))
  if (error.cause !== undefined && !errors.includes(error.cause)) out.push(...nested(error.cause, frames, 'Caused by: ', seen))
  return out
}

/** Of an AggregateError and its like. */
function innerErrors(error: Error): readonly unknown[] {
  const { errors } = error as { readonly errors?: unknown }
  return Array.isArray(errors) ? errors : []
}

function nested(thrown: unknown, frames: StackFrames, prefix: string, seen: Set<unknown>): string[] {
  return isError(thrown) ? describe(thrown, frames, prefix, seen) : [`${prefix}${safely(() => inspect(thrown), '?')}`]
}

const stackLines = (stack: string): string[] => stack.split('\n').filter(line => /^\s+at /.test(line))

/** The user's line that the topmost frame of a cell stands in. */
function excerptOf(lines: readonly string[], frames: StackFrames): string | undefined {
  for (const line of lines) {
    const found = /(In\[[^\]]*\]):(\d+):(\d+)/.exec(line)
    const [, name, row, column] = found ?? []
    const source = name === undefined ? undefined : frames.source(name)
    if (source !== undefined) return sourceExcerpt(source, Number(row), Number(column))
  }
  return undefined
}

/** What the error carries besides its message: codes, paths, indices. */
function ownProperties(error: Error): string | undefined {
  const entries = Object.entries(error).filter(([key]) => !['name', 'message', 'stack', 'cause', 'errors'].includes(key))
  return entries.length === 0 ? undefined : safely(() => inspect(Object.fromEntries(entries), { colors: true, depth: 2 }), '')
}

function errorName(error: Error): string {
  return safely(() => String(error.name && error.name !== 'Error' ? error.name : (error.constructor?.name ?? 'Error')), 'Error')
}

const isError = (value: unknown): value is Error =>
  safely(() => value instanceof Error || Object.prototype.toString.call(value) === '[object Error]', false)

/** Getters and proxies of the user's may throw while we look at them. */
function safely<T>(look: () => T, otherwise: T): T {
  try {
    return look()
  } catch {
    return otherwise
  }
}
