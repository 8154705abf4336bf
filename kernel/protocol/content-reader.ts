/** A request whose content is not what the protocol says. Its message names the request and the field. */
export class MalformedContentError extends Error {
  override readonly name = 'MalformedContentError'
}

export interface ContentReader {
  string(field: string, fallback?: string): string
  boolean(field: string, fallback: boolean): boolean
  integer(field: string, fallback: number): number
  /** `{}` where the field is missing or null. */
  record(field: string): Record<string, unknown>
  /** Anything, also `undefined`. */
  value(field: string): unknown
}

/** Reads fields of a message's content; a missing or null field takes its fallback, one of the wrong type throws. */
export function readContent(type: string, content: unknown): ContentReader {
  if (!isRecord(content)) throw new MalformedContentError(`${type}: content must be an object`)
  const wrong = (field: string, expected: string) =>
    new MalformedContentError(
      `${type}: '${field}' must be ${expected}, not ${content[field] === undefined ? 'missing' : JSON.stringify(content[field])?.slice(0, 80)}`,
    )
  return {
    string(field, fallback) {
      const value = content[field] ?? fallback
      if (typeof value !== 'string') throw wrong(field, 'a string')
      return value
    },
    boolean(field, fallback) {
      const value = content[field] ?? fallback
      if (typeof value !== 'boolean') throw wrong(field, 'a boolean')
      return value
    },
    integer(field, fallback) {
      const value = content[field] ?? fallback
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw wrong(field, 'an integer')
      return value
    },
    record(field) {
      const value = content[field] ?? {}
      if (!isRecord(value)) throw wrong(field, 'an object')
      return value
    },
    value: field => content[field],
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
