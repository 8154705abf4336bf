/** Failures of several tasks side by side: which, where, what, and at which line. */

import { escapeHtml } from '../../../src/display/content.ts'
import { BODY } from '../../../src/errors.ts'
import type { MimeBundle } from '../../interpreter.ts'

const MAX_ROWS = 20
const MAX_MESSAGE = 300

export interface FailedTask {
  readonly index: number
  readonly error: unknown
  readonly worker: string | undefined
}

interface TasksFailed {
  readonly errors: readonly unknown[]
  readonly indices: readonly number[]
  readonly results: readonly unknown[]
}

/** Also one that user code made of several. */
export function isTasksFailed(thrown: unknown): thrown is TasksFailed {
  if (typeof thrown !== 'object' || thrown === null) return false
  const { errors, indices, results } = thrown as Partial<Record<keyof TasksFailed, unknown>>
  return Array.isArray(errors) && Array.isArray(indices) && Array.isArray(results)
}

interface Row {
  readonly index: string
  readonly worker: string
  readonly error: string
  readonly message: string
  readonly position: string
}

const COLUMNS: readonly (keyof Row)[] = ['index', 'worker', 'error', 'message', 'position']

export function failureTable(failures: readonly FailedTask[], total: number, mapStack: (stack: string) => string): MimeBundle {
  const rows = failures.slice(0, MAX_ROWS).map(failure => rowOf(failure, mapStack))
  const columns = COLUMNS.filter(column => rows.some(row => row[column] !== ''))
  const left = failures.length - rows.length
  // A group keeps no results: how many tasks it had is not known here.
  const of = total > 0 ? `${failures.length} of ${total}` : String(failures.length)
  const caption = `${of} ${total === 0 && failures.length === 1 ? 'task' : 'tasks'} failed${left > 0 ? `; the first ${rows.length}` : ''}`
  return { 'text/html': html(caption, columns, rows), 'text/plain': plain(caption, columns, rows) }
}

function rowOf({ index: at, error, worker = '' }: FailedTask, mapStack: (stack: string) => string): Row {
  const index = at === BODY ? 'body' : String(at)
  if (!isError(error)) return { index, worker, error: '(not an Error)', message: shorten(String(error)), position: '' }
  const position = /In\[[^\]]*\]:\d+:\d+/.exec(mapStack(String(error.stack ?? '')))?.[0] ?? ''
  return { index, worker, error: error.name, message: shorten(error.message), position }
}

function isError(value: unknown): value is Error {
  return value instanceof Error
}

function shorten(message: string): string {
  const line = message.split('\n', 1)[0] ?? ''
  return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}…` : line
}

function html(caption: string, columns: readonly (keyof Row)[], rows: readonly Row[]): string {
  const cell = (tag: 'th' | 'td', text: string, column: keyof Row): string =>
    `<${tag} style="text-align:${column === 'index' ? 'right' : 'left'};vertical-align:top">${escapeHtml(text)}</${tag}>`
  const head = columns.map(column => cell('th', column, column)).join('')
  const body = rows.map(row => `<tr>${columns.map(column => cell('td', row[column], column)).join('')}</tr>`).join('')
  return `<table><caption style="text-align:left">${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`
}

function plain(caption: string, columns: readonly (keyof Row)[], rows: readonly Row[]): string {
  const width = (column: keyof Row): number => Math.min(60, Math.max(column.length, ...rows.map(row => row[column].length)))
  const line = (texts: readonly string[]): string => texts.join('  ').trimEnd()
  const pad = (text: string, column: keyof Row): string => (column === 'index' ? text.padStart(width(column)) : text.padEnd(width(column)))
  return [
    caption,
    line(columns.map(column => pad(column, column))),
    ...rows.map(row => line(columns.map(column => pad(row[column], column)))),
  ].join('\n')
}
