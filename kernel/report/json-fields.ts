import { NotebookError } from './notebook-error.ts'

export type Fields = Readonly<Record<string, unknown>>

/** Where a value stands, as an error tells it: `demo.ipynb: cell 3 (code), outputs[0]`. */
export type Place = string

export function object(value: unknown, place: Place): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(place, 'an object', value)
  return value as Fields
}

export function array(value: unknown, place: Place): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(place, 'an array', value)
  return value
}

export function string(value: unknown, place: Place): string {
  if (typeof value !== 'string') throw wrong(place, 'a string', value)
  return value
}

/** nbformat's multi-line string: one string or an array of lines. */
export function lines(value: unknown, place: Place): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every(line => typeof line === 'string')) return value.join('')
  throw wrong(place, 'a string or an array of strings', value)
}

export function count(value: unknown, place: Place): number | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw wrong(place, 'null or a whole number', value)
  return value
}

export function wrong(place: Place, wanted: string, value: unknown): NotebookError {
  return new NotebookError(`${place}: expected ${wanted}, found ${describe(value)}`)
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  const text = JSON.stringify(value)
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
