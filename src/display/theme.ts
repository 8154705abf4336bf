/** How figures look, unless their layout says otherwise: no background, mid-grey lines and text, so on light and dark pages. */

import type { PlotAxis, PlotLayout } from './plot.ts'
import { layoutDefaults, traceDefaults } from './trace-theme.ts'

/** Okabe and Ito's colours, which colour-blind readers can tell apart; without black and yellow, each lost on one background. */
export const COLORWAY: readonly string[] = ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9', '#8c8c8c']

/** 4.5 to 1 against white, 4.6 to 1 against black. */
const TEXT = '#767676'
const GRID = 'rgba(128, 128, 128, 0.25)'
const GREYS = { text: TEXT, grid: GRID }
const AXIS: PlotAxis = { gridcolor: GRID, zerolinecolor: 'rgba(128, 128, 128, 0.5)', linecolor: TEXT, automargin: true }

/** The theme is Plotly's `template`: what a layout says itself stands above it, and a page with colours of its own can tell the two apart. */
export function themed(layout: PlotLayout, types: readonly string[] = []): PlotLayout {
  const kinds = new Set(types)
  const axes = Object.keys(layout).filter(key => /^[xy]axis\d*$/.test(key))
  return {
    template: { layout: { ...THEME, ...layoutDefaults(kinds, layout, GREYS) }, data: traceDefaults(kinds, GREYS) },
    margin: { l: 60, r: 20, t: layout.title === undefined ? 20 : 50, b: 50 },
    ...layout,
    ...(layout.title !== undefined && { title: titled(layout.title) }),
    ...Object.fromEntries(axes.map(axis => [axis, axisOf(layout[axis] as PlotAxis)])),
  }
}

const THEME: PlotLayout = {
  paper_bgcolor: 'rgba(0, 0, 0, 0)',
  plot_bgcolor: 'rgba(0, 0, 0, 0)',
  colorway: COLORWAY,
  font: { color: TEXT, family: 'system-ui, sans-serif', size: 13 },
  hoverlabel: { font: { family: 'system-ui, sans-serif' } },
  xaxis: AXIS,
  yaxis: AXIS,
}

function axisOf(axis: PlotAxis): PlotAxis {
  return axis.title === undefined ? axis : { ...axis, title: titled(axis.title) }
}

/** Plotly 3 and later want an object where a text was enough before. */
function titled(title: string | { readonly text?: string }): { readonly text?: string } {
  return typeof title === 'string' ? { text: title } : title
}
