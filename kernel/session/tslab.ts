/** The `tslab` package in a cell: its own display API, with our display behind it. */

import { createRequire } from 'node:module'
import type { DisplayRequest } from '../../src/environment.ts'

interface TslabDisplayData {
  readonly data: Record<string, unknown>
  readonly metadata?: Record<string, unknown>
  readonly transient?: { readonly display_id?: string }
}

/** The part of tslab that its kernel fills in; without it `display` throws "Not ready". */
interface TslabInternals {
  lastWriteDisplayData: ((content: TslabDisplayData, update?: boolean) => void) | null
}

export function connectTslab(display: (request: DisplayRequest) => void): Record<string, unknown> {
  const require = createRequire(import.meta.url)
  const tslab = require('tslab') as Record<string, unknown>
  const internals = require('tslab/dist/jupyter.js') as TslabInternals
  internals.lastWriteDisplayData = ({ data, metadata, transient }, update) =>
    display({
      data,
      ...(metadata ? { metadata } : {}),
      ...(transient?.display_id ? { displayId: transient.display_id } : {}),
      ...(update ? { update } : {}),
    })
  return { ...tslab, default: tslab }
}
