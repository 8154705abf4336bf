/** A value → what a front end can show. */

import { inspect } from 'node:util'
import type { DisplayData, MimeBundle } from '../interpreter.ts'

/** Objects with this method show themselves; the same symbol as Deno's kernel uses. */
const DISPLAY = Symbol.for('Jupyter.display')

export async function renderValue(value: unknown): Promise<DisplayData> {
  const own = displayMethod(value)
  if (!own) return { data: { 'text/plain': inspectValue(value) } }
  const bundle: unknown = await own.call(value)
  if (bundle === null || typeof bundle !== 'object' || Array.isArray(bundle))
    throw new TypeError(
      `[Symbol.for('Jupyter.display')]() must return an object of MIME type → content, got ${inspect(bundle, { depth: 0 })}`,
    )
  return asDisplayData(bundle as MimeBundle)
}

/** Accepts a bundle, or `{ data, metadata }` as Jupyter has it. */
function asDisplayData(bundle: MimeBundle): DisplayData {
  const { data, metadata } = bundle
  const isWrapped = data !== null && typeof data === 'object' && Object.keys(bundle).every(key => key === 'data' || key === 'metadata')
  if (!isWrapped) return { data: bundle }
  return { data: data as MimeBundle, ...(metadata ? { metadata: metadata as Record<string, unknown> } : {}) }
}

function displayMethod(value: unknown): ((this: unknown) => unknown) | undefined {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined
  const method = displayProperty(value as Record<symbol, unknown>)
  return typeof method === 'function' ? (method as (this: unknown) => unknown) : undefined
}

/** A proxy may refuse to be looked at; as plain text it can still be shown. */
function displayProperty(value: Record<symbol, unknown>): unknown {
  try {
    return value[DISPLAY]
  } catch {
    return undefined
  }
}

export function inspectValue(value: unknown): string {
  return inspect(value, { colors: true, depth: 4, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 100 })
}
