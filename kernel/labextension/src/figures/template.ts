/** Figures in the colours of Lab's theme, by Plotly's template: what a layout says itself stands above it. */

type Layout = Readonly<Record<string, unknown>>
interface Template extends Layout {
  readonly layout?: Layout
}

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'
/** Okabe and Ito's colours, which colour-blind readers can tell apart. */
const COLORWAY = ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9', '#8c8c8c']
const CLEAR = 'rgba(0,0,0,0)'

const DARK = colours({ text: '#d5dae2', faint: '#3a414c', line: '#6b7583', panel: '#20252d' })
const LIGHT = colours({ text: '#2a303a', faint: '#e6e9ee', line: '#aab2bf', panel: '#ffffff' })

/** An author who set colours for a light page gets one, also in the dark. */
export function hasOwnColours(layout: Layout = {}): boolean {
  const isSet = (colour: unknown): boolean => typeof colour === 'string' && !/^transparent$|,\s*0(?:\.0+)?\)$/.test(colour)
  const font = layout.font as { readonly color?: unknown } | undefined
  return isSet(layout.paper_bgcolor) || isSet(layout.plot_bgcolor) || isSet(font?.color)
}

/** A template whose background is clear leaves colours to the page; of another one only a dark page changes some. */
export function template(layout: Layout = {}, dark: boolean): Template {
  const theme = { layout: dark && !hasOwnColours(layout) ? DARK : LIGHT }
  const own = layout.template
  if (!isPlain(own)) return { layout: { colorway: COLORWAY, ...merge(shape(layout), theme.layout) } }
  const leavesColours = isPlain(own.layout) && own.layout.paper_bgcolor !== undefined && !hasOwnColours({ ...own.layout, font: {} })
  return dark || leavesColours ? (merge(own, theme) as Template) : own
}

function shape(layout: Layout): Layout {
  return {
    font: { family: FONT, size: 13 },
    title: { x: 0, xref: 'paper', xanchor: 'left', font: { size: 16 } },
    margin: { l: 60, r: 24, t: layout.title === undefined ? 28 : 56, b: 50 },
  }
}

interface Palette {
  readonly text: string
  readonly faint: string
  readonly line: string
  readonly panel: string
}

function colours({ text, faint, line, panel }: Palette): Layout {
  const axis = { gridcolor: faint, linecolor: line, zerolinecolor: line, tickcolor: line, automargin: true }
  const side = { ...axis, backgroundcolor: CLEAR }
  return {
    paper_bgcolor: CLEAR,
    plot_bgcolor: CLEAR,
    font: { color: text },
    xaxis: axis,
    yaxis: axis,
    scene: { xaxis: side, yaxis: side, zaxis: side },
    polar: { bgcolor: CLEAR, angularaxis: axis, radialaxis: axis },
    hoverlabel: { bgcolor: panel, bordercolor: line, font: { color: text } },
    shapedefaults: { line: { color: line } },
    annotationdefaults: { arrowcolor: line, font: { color: text } },
    legend: { bgcolor: CLEAR },
    modebar: { bgcolor: CLEAR, color: line, activecolor: text },
  }
}

function merge(base: Layout, over: Layout): Layout {
  const merged: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key]
    merged[key] = isPlain(below) && isPlain(value) ? merge(below, value) : value
  }
  return merged
}

function isPlain(value: unknown): value is Layout {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
