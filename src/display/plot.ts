/** Plotly figures. */

import { Shown } from './displayable.ts'
import { themed } from './theme.ts'

type Numbers = readonly (number | string | Date | null)[] | Float64Array | Float32Array | Int32Array | Uint32Array

/** One series. The common fields are typed; all of https://plotly.com/javascript/reference/ is passed on. */
export interface PlotTrace {
  readonly type?:
    | 'scatter'
    | 'bar'
    | 'box'
    | 'violin'
    | 'histogram'
    | 'heatmap'
    | 'contour'
    | 'pie'
    | 'scatter3d'
    | 'surface'
    | (string & {})
  readonly name?: string
  readonly x?: Numbers
  readonly y?: Numbers
  readonly z?: Numbers | readonly Numbers[]
  readonly text?: string | readonly string[]
  readonly mode?: 'lines' | 'markers' | 'lines+markers' | 'text' | 'none' | (string & {})
  readonly orientation?: 'h' | 'v'
  readonly base?: Numbers | number
  readonly width?: number | readonly number[]
  readonly opacity?: number
  readonly line?: {
    readonly color?: string
    readonly width?: number
    readonly dash?: 'solid' | 'dot' | 'dash' | 'dashdot' | 'longdash'
    readonly shape?: string
    readonly [key: string]: unknown
  }
  readonly marker?: {
    readonly color?: string | Numbers | readonly string[]
    readonly size?: number | readonly number[]
    readonly symbol?: string
    readonly [key: string]: unknown
  }
  readonly error_y?: {
    readonly type?: 'data' | 'percent'
    readonly array?: readonly number[]
    readonly arrayminus?: readonly number[]
    readonly [key: string]: unknown
  }
  readonly hovertemplate?: string
  readonly showlegend?: boolean
  readonly [key: string]: unknown
}

export interface PlotAxis {
  readonly title?: string | { readonly text?: string; readonly [key: string]: unknown }
  readonly type?: 'linear' | 'log' | 'date' | 'category'
  readonly range?: readonly [unknown, unknown]
  readonly tickvals?: readonly (number | string)[]
  readonly ticktext?: readonly string[]
  readonly dtick?: number | string
  readonly rangemode?: 'normal' | 'tozero' | 'nonnegative'
  readonly [key: string]: unknown
}

export interface PlotLayout {
  readonly title?: string | { readonly text?: string; readonly [key: string]: unknown }
  readonly xaxis?: PlotAxis
  readonly yaxis?: PlotAxis
  readonly width?: number
  readonly height?: number
  readonly showlegend?: boolean
  readonly barmode?: 'group' | 'stack' | 'overlay' | 'relative'
  readonly shapes?: readonly Readonly<Record<string, unknown>>[]
  readonly annotations?: readonly Readonly<Record<string, unknown>>[]
  readonly [key: string]: unknown
}

export interface PlotConfig {
  readonly responsive?: boolean
  readonly displayModeBar?: boolean | 'hover'
  readonly [key: string]: unknown
}

/**
 * A Plotly figure, interactive in notebooks and reports, in colours that colour-blind readers can tell apart and that
 * are legible on light and dark pages. Layout and traces override the theme.
 *
 * @example
 * plot([{ x: [1, 2, 4], y: [8.1, 4.3, 2.4], name: 'measured' }], { title: 'Wall time', xaxis: { title: 'threads', type: 'log' } })
 */
export function plot(data: PlotTrace | readonly PlotTrace[], layout: PlotLayout = {}, config: PlotConfig = {}): Shown {
  const traces = (Array.isArray(data) ? data : [data]) as readonly PlotTrace[]
  for (const [index, trace] of traces.entries()) {
    if (typeof trace !== 'object' || trace === null)
      throw new TypeError(`plot: trace ${index} is ${String(trace)}; a trace is an object such as { x: [1, 2], y: [3, 4] }`)
  }
  const figure = {
    data: traces.map(plain),
    layout: themed(
      plain(layout) as PlotLayout,
      traces.map(({ type = 'scatter' }) => type),
    ),
    config: { responsive: true, displaylogo: false, ...config },
  }
  return new Shown({ 'application/vnd.plotly.v1+json': figure, 'text/plain': summary(traces, layout) })
}

/** JSON has no typed arrays, NaN or dates: Plotly takes lists, null and ISO text instead. */
function plain(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return value.toISOString()
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as unknown as ArrayLike<unknown>, plain)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]))
}

function summary(traces: readonly PlotTrace[], layout: PlotLayout): string {
  const title = typeof layout.title === 'string' ? layout.title : layout.title?.text
  const inLegend = traces.filter(({ showlegend }) => showlegend !== false)
  const names = (inLegend.length > 0 ? inLegend : traces).map((trace, index) => trace.name ?? trace.type ?? `trace ${index}`)
  return `Plotly figure${title === undefined ? '' : ` “${title}”`}: ${names.join(', ')}`
}
