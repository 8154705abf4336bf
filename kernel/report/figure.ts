import type { ContentPolicy } from './content-policy.ts'
import { imageUrl } from './embed-image.ts'
import { escapeHtml, escapeJson } from './escape-html.ts'
import type { Bundle } from './notebook.ts'

export const plotlyMime = 'application/vnd.plotly.v1+json'

/** Base64 of a picture that few readers will see: more would make a report of some figures large. */
const MAX_SPARE_PICTURE = 150_000

interface Figure {
  readonly data: readonly { readonly type?: unknown }[]
  readonly layout?: { readonly height?: unknown; readonly title?: unknown }
  readonly config?: unknown
  readonly frames?: unknown
}

/** A Plotly figure to be drawn in the page, with its picture for readers without scripts; undefined: show another type. */
export function figure(bundle: Bundle, label: string, csp: ContentPolicy): string | undefined {
  const content = bundle[plotlyMime]
  if (!isFigure(content)) return undefined
  const types = content.data.map(trace => String(trace.type ?? 'scatter'))
  // Maps fetch their tiles and outlines: in a report only the picture is left.
  if (types.some(type => /map|geo$|^choropleth/.test(type) && !/^heatmap|^treemap/.test(type))) return mapPicture(bundle, label)
  if (types.some(type => /gl$|3d$|^(?:surface|cone|streamtube|volume|isosurface|splom|parcoords)$/.test(type))) csp.allowEval()
  const { data, layout, config, frames } = content
  const height = typeof layout?.height === 'number' ? layout.height : 450
  const picture = sparePicture(bundle, label)
  return (
    `<div class="figure" role="group" aria-label="${escapeHtml(titleOf(layout?.title) ?? label)}" style="min-height:${height}px">` +
    `<script type="application/json">${escapeJson({ data, layout, config, frames })}</script>` +
    `<noscript>${picture ?? '<p class="notice">This figure is drawn by a script, which this reader does not run.</p>'}</noscript></div>`
  )
}

function sparePicture(bundle: Bundle, label: string): string | undefined {
  const picture = pictureOf(bundle, label)
  return picture !== undefined && picture.length <= MAX_SPARE_PICTURE ? picture : undefined
}

function mapPicture(bundle: Bundle, label: string): string {
  const picture = pictureOf(bundle, label)
  return (
    picture ??
    '<p class="notice">This map loads its tiles from the network, which a report does not do; add a PNG to the output to have it here.</p>'
  )
}

function pictureOf(bundle: Bundle, label: string): string | undefined {
  const type = ['image/svg+xml', 'image/png', 'image/jpeg'].find(candidate => typeof bundle[candidate] === 'string')
  return type === undefined ? undefined : `<img src="${imageUrl(type, String(bundle[type]))}" alt="${escapeHtml(label)}">`
}

function isFigure(value: unknown): value is Figure {
  if (typeof value !== 'object' || value === null || !('data' in value) || !Array.isArray(value.data)) return false
  return value.data.every(trace => typeof trace === 'object' && trace !== null)
}

function titleOf(title: unknown): string | undefined {
  if (typeof title === 'string') return title
  if (typeof title === 'object' && title !== null && 'text' in title && typeof title.text === 'string') return title.text
  return undefined
}
