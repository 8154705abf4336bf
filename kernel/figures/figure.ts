/** Plotly figures among what a cell shows, and which of them can become a picture. */

import type { MimeBundle } from '../interpreter.ts'

export const FIGURE_MIME = 'application/vnd.plotly.v1+json'
export const PICTURE_MIME = 'image/png'

export interface Figure {
  readonly data: readonly Readonly<Record<string, unknown>>[]
  readonly layout: Readonly<Record<string, unknown>>
}

/** These need WebGL, maps from the network, or a browser's own decoding of images. */
const NEEDS_BROWSER = /3d$|geo$|^(?:(?:scatter|density)map(?:box)?|choropleth.*|surface|cone|streamtube|volume|isosurface|splom|parcoords)$/
/** Drawn by WebGL for speed alone: the trace without the ending looks the same. */
const FAST_TWIN = /^(scatter(?:polar)?)gl$/
/** Values of all traces together: more take longer to draw than a cell's end may wait, and longer to hand over. */
const MAX_VALUES = 50_000

/** A figure that has no picture yet. */
export function figureIn(bundle: MimeBundle): Figure | undefined {
  const content = bundle[FIGURE_MIME]
  if (!isObject(content) || PICTURE_MIME in bundle || !Array.isArray(content.data) || !content.data.every(isObject)) return undefined
  return { data: content.data.map(withoutWebgl), layout: isObject(content.layout) ? content.layout : {} }
}

function withoutWebgl(trace: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const twin = FAST_TWIN.exec(String(trace.type))?.[1]
  return twin === undefined ? trace : { ...trace, type: twin }
}

/** Why there is no way to draw it without a browser in the time there is; undefined: there is one. */
export function undrawable({ data }: Figure): string | undefined {
  const trace = data.find(({ type, source }) => NEEDS_BROWSER.test(String(type)) || (type === 'image' && source !== undefined))
  if (trace) return `${trace.type} is drawn by a browser only`
  const values = data.reduce((sum, trace) => sum + count(trace), 0)
  return values > MAX_VALUES ? `it has ${values} values; up to ${MAX_VALUES} are drawn` : undefined
}

function count(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, part) => sum + (typeof part === 'object' ? count(part) : 1), 0)
  return isObject(value) ? Object.values(value).reduce<number>((sum, part) => sum + count(part), 0) : 0
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
