/** The laws that were fitted, as lines of the scaling figure. */

import type { PlotTrace } from '../display/plot.ts'
import type { ScaleCurve } from './scale-data.ts'
import type { ScaleResult } from './scale-result.ts'

/** One backend of one result. */
export interface Line {
  readonly curve: ScaleCurve
  readonly name: string
  readonly color: string
  readonly result: ScaleResult
  /** Where a count of it stands, so that the bars of several lines are side by side. */
  at(count: number): number
}

/** Of what belongs to no backend. */
export const GREY = '#888888'

/** The fitted laws through the measured counts; beyond them each is a projection. */
export function fitTraces({ curve, name, color, result }: Line, unit: number): PlotTrace[] {
  const { amdahl, usl, points } = curve
  const all = points.map(({ count }) => count)
  const [least, last] = [Math.min(...all), Math.max(...all)]
  const { project = 0 } = result.data
  return [amdahl, usl].flatMap(fit => {
    if (!fit) return []
    const trace = (from: number, to: number, text: string, line: PlotTrace['line']): PlotTrace => {
      const x = curvePlaces(from, to)
      const y = x.map(count => fit.time(count) / unit)
      return { x, y, name: `${name}: ${text}`, legendgroup: name, showlegend: false, mode: 'lines', line: { ...line, color } }
    }
    const fitted = trace(least, last, LAW[fit.law], LOOK[fit.law])
    return project > last ? [fitted, trace(last, project, `${LAW[fit.law]}, ${PROJECTION}`, LOOK.projection)] : [fitted]
  })
}

const LAW = { amdahl: 'Amdahl', usl: 'USL' } as const
const PROJECTION = 'projection, not measured'
const LOOK = {
  amdahl: { dash: 'dot', width: 1.5 },
  usl: { dash: 'dashdot', width: 1.5 },
  projection: { dash: 'longdash', width: 1 },
} as const

/** In the legend once, without data: what the kinds of line mean, whatever their colour. */
export function keyTraces(lines: readonly Line[]): PlotTrace[] {
  const key = (name: string, look: PlotTrace['line']): PlotTrace => ({
    x: [null],
    y: [null],
    name,
    mode: 'lines',
    line: { ...look, color: GREY },
  })
  const isProjected = ({ curve, result }: Line): boolean => {
    const last = Math.max(...curve.points.map(({ count }) => count))
    return (curve.amdahl ?? curve.usl) !== undefined && (result.data.project ?? 0) > last
  }
  return [
    ...(lines.some(({ curve }) => curve.amdahl) ? [key(LAW.amdahl, LOOK.amdahl)] : []),
    ...(lines.some(({ curve }) => curve.usl) ? [key(LAW.usl, LOOK.usl)] : []),
    ...(lines.some(isProjected) ? [key(PROJECTION, LOOK.projection)] : []),
  ]
}

/** Close together where a curve is steep. */
export const curvePlaces = (from: number, to: number): number[] =>
  Array.from({ length: 40 }, (_, index) => from * (to / from) ** (index / 39))
