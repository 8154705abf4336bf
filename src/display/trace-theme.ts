/** Kinds of traces whose own colours are made for white pages, or are told apart by red and green: how they look here. */

import type { PlotLayout } from './plot.ts'

type Fields = Readonly<Record<string, unknown>>

export interface Greys {
  readonly text: string
  readonly grid: string
}

/** Rises in lightness, so that it is read in any colour vision, and in print. */
const SCALE = 'Viridis'
const CLEAR = 'rgba(0, 0, 0, 0)'
const FAINT = 'rgba(128, 128, 128, 0.18)'
const UP = '#0072b2'
const DOWN = '#d55e00'

const SCALED =
  /^(?:heatmap|contour(?:carpet)?|histogram2d(?:contour)?|surface|mesh3d|cone|streamtube|volume|isosurface|choropleth\w*|densitymap\w*)$/

/** Plotly's `template.data`, of the types that the figure has. */
export function traceDefaults(types: ReadonlySet<string>, greys: Greys): Fields {
  const special = specials(greys)
  const known = [...types].flatMap(type => {
    const defaults = SCALED.test(type) ? { colorscale: SCALE } : special[type]
    return defaults === undefined ? [] : [[type, [defaults]] as const]
  })
  return Object.fromEntries(known)
}

function specials({ text, grid }: Greys): Readonly<Record<string, Fields>> {
  const line = { color: text }
  const upDown = { increasing: { line: { color: UP } }, decreasing: { line: { color: DOWN } } }
  const carpetAxis = { gridcolor: grid, linecolor: text, startlinecolor: text, endlinecolor: text }
  return {
    sankey: { link: { color: 'rgba(128, 128, 128, 0.35)' } },
    table: { header: { fill: { color: FAINT }, line: { color: grid } }, cells: { fill: { color: CLEAR }, line: { color: grid } } },
    indicator: {
      gauge: { bar: { color: UP }, bordercolor: text },
      delta: { increasing: { color: UP }, decreasing: { color: DOWN } },
    },
    candlestick: upDown,
    ohlc: upDown,
    waterfall: {
      increasing: { marker: { color: UP } },
      decreasing: { marker: { color: DOWN } },
      totals: { marker: { color: '#8c8c8c' } },
      connector: { line },
    },
    carpet: { aaxis: carpetAxis, baxis: carpetAxis },
    parcoords: { line: { colorscale: SCALE } },
  }
}

/** What else of a layout these types, and the controls that it has, draw on. */
export function layoutDefaults(types: ReadonlySet<string>, layout: PlotLayout, { text, grid }: Greys): Fields {
  const has = (pattern: RegExp): boolean => [...types].some(type => pattern.test(type))
  const axis = { gridcolor: grid, linecolor: text, tickcolor: text }
  const control = { bgcolor: FAINT, bordercolor: grid }
  return {
    colorscale: { sequential: SCALE, sequentialminus: SCALE },
    coloraxis: { colorscale: SCALE },
    ...(has(/polar/) && { polar: { bgcolor: CLEAR, angularaxis: axis, radialaxis: axis } }),
    ...(has(/ternary/) && { ternary: { bgcolor: CLEAR, aaxis: axis, baxis: axis, caxis: axis } }),
    ...(has(/smith/) && { smith: { bgcolor: CLEAR, realaxis: axis, imaginaryaxis: axis } }),
    // The chosen button is nearly white on any page.
    ...(layout.updatemenus !== undefined && { updatemenudefaults: { ...control, font: { color: text } } }),
    ...(layout.sliders !== undefined && { sliderdefaults: { ...control, activebgcolor: text, tickcolor: text } }),
  }
}
