/** The figure of scaling: wall time against core count, and beside it speed-up and efficiency. */

import type { Shown } from '../display/displayable.ts'
import { type PlotTrace, plot } from '../display/plot.ts'
import { COLORWAY } from '../display/theme.ts'
import type { ScaleCurve, ScalePoint } from './scale-data.ts'
import type { ScaleResult } from './scale-result.ts'

interface Line {
  readonly curve: ScaleCurve
  readonly name: string
  readonly color: string
  readonly result: ScaleResult
  /** Added to its counts, so that the bars of several lines stand side by side. */
  readonly shift: number
}

/** Times further apart than this are drawn on a logarithmic axis. */
const LOG_FROM = 20
/** More cores than these, too. */
const LOG_COUNTS = 16

export function scaleFigure(results: readonly ScaleResult[]): Shown {
  const [first] = results
  if (!first) throw new RangeError('a figure needs at least one result')
  const several = results.length > 1
  const lines = results.flatMap((result, index) =>
    result.analysis.curves.map(curve => ({
      curve,
      result,
      name: several ? `${curve.backend}, ${result.data.machine.name} (${index + 1})` : curve.backend,
    })),
  )
  const widest = Math.max(...lines.flatMap(({ curve }) => curve.points.map(({ count }) => count)))
  const shiftOf = (index: number): number => (widest > LOG_COUNTS ? 0 : (index - (lines.length - 1) / 2) * widest * 0.012)
  const coloured: Line[] = lines.map((line, index) => ({
    ...line,
    color: COLORWAY[index % COLORWAY.length] as string,
    shift: shiftOf(index),
  }))
  const { axis, machine, title, project } = first.data
  const times = coloured.flatMap(({ curve }) => curve.points.map(({ median }) => median))
  const unit = Math.max(...times) >= 2000 ? { name: 's', size: 1000 } : { name: 'ms', size: 1 }
  const counts = [...new Set(coloured.flatMap(({ curve }) => curve.points.map(({ count }) => count)))].sort((a, b) => a - b)
  const most = Math.max(project ?? 0, ...counts)
  const log = Math.max(...times) / Math.min(...times) >= LOG_FROM
  const traces = [
    ...coloured.flatMap(line => timeTraces(line, unit.size)),
    ...idealTraces(first, counts, unit.size),
    ...coloured.flatMap(line => fitTraces(line, unit.size, most)),
    ...coloured.flatMap(ratioTraces),
  ]
  const xaxis = { title: axis, tickvals: counts, ...(most > LOG_COUNTS ? { type: 'log' as const } : {}) }
  return plot(traces, {
    title,
    height: 420,
    xaxis: { ...xaxis, domain: [0, 0.54] },
    yaxis: { title: `wall time (${unit.name})`, ...(log ? { type: 'log' } : { rangemode: 'tozero' }) },
    xaxis2: { ...xaxis, domain: [0.66, 0.92], anchor: 'y2' },
    yaxis2: { title: 'speed-up (line)', rangemode: 'tozero', anchor: 'x2' },
    yaxis3: {
      title: 'efficiency (dotted)',
      tickformat: '.0%',
      tickvals: [0, 0.25, 0.5, 0.75, 1],
      range: [0, 1.25],
      overlaying: 'y2',
      side: 'right',
      anchor: 'x2',
      showgrid: false,
    },
    legend: { orientation: 'h', y: -0.22 },
    ...coreMark(machine.cores, xaxis.type === 'log'),
  })
}

function timeTraces({ curve, name, color, shift }: Line, unit: number): PlotTrace[] {
  const { points } = curve
  const raw = points.flatMap(({ count, times }) => times.map(time => ({ count, time: time / unit })))
  const bars = points.every(({ interval }) => interval) ? errorBars(points, unit) : {}
  return [
    {
      x: raw.map(({ count }) => count + shift),
      y: raw.map(({ time }) => time),
      mode: 'markers',
      marker: { color, size: 5, opacity: 0.3 },
      showlegend: false,
      hoverinfo: 'skip',
    },
    {
      x: points.map(({ count }) => count + shift),
      y: points.map(({ median }) => median / unit),
      name,
      mode: 'lines+markers',
      line: { color },
      ...bars,
    },
  ]
}

function errorBars(points: readonly ScalePoint[], unit: number): Pick<PlotTrace, 'error_y'> {
  return {
    error_y: {
      type: 'data',
      array: points.map(({ interval, median }) => ((interval?.high ?? median) - median) / unit),
      arrayminus: points.map(({ interval, median }) => (median - (interval?.low ?? median)) / unit),
      thickness: 1.5,
      width: 4,
    },
  }
}

/** The base case divided by the count, as far as there are cores. */
function idealTraces({ analysis, data }: ScaleResult, counts: readonly number[], unit: number): PlotTrace[] {
  const within = counts.filter(count => count <= data.machine.cores)
  const { base } = analysis
  const line = { color: GREY, dash: 'dash' as const, width: 1.5 }
  const x = within.length > 1 ? within : counts
  return [
    { x, y: x.map(count => base.median / unit / count), name: 'ideal', mode: 'lines', line },
    { x, y: x.map(count => count / base.count), mode: 'lines', line, xaxis: 'x2', yaxis: 'y2', showlegend: false },
  ]
}

/** Amdahl's curve through the measured counts; beyond them it is a projection, and says so. */
function fitTraces({ curve, name, color, result }: Line, unit: number, most: number): PlotTrace[] {
  const { amdahl, points } = curve
  if (!amdahl) return []
  const last = Math.max(...points.map(({ count }) => count))
  const steps = (from: number, to: number): number[] => Array.from({ length: 40 }, (_, index) => from * (to / from) ** (index / 39))
  const measured = steps(Math.min(...points.map(({ count }) => count)), last)
  const fitted: PlotTrace = {
    x: measured,
    y: measured.map(count => amdahl.time(count) / unit),
    name: `${name}: Amdahl`,
    mode: 'lines',
    line: { color, dash: 'dot', width: 1.5 },
  }
  if (result.data.project === undefined || most <= last) return [fitted]
  const beyond = steps(last, most)
  return [
    fitted,
    {
      x: beyond,
      y: beyond.map(count => amdahl.time(count) / unit),
      name: `${name}: projection, not measured`,
      mode: 'lines',
      line: { color, dash: 'longdash', width: 1 },
      opacity: 0.6,
    },
  ]
}

function ratioTraces({ curve, name, color }: Line): PlotTrace[] {
  const { points } = curve
  const x = points.map(({ count }) => count)
  const beside = { x, xaxis: 'x2', showlegend: false }
  return [
    { ...beside, y: points.map(({ speedup }) => speedup), name: `${name}: speed-up`, mode: 'lines+markers', line: { color }, yaxis: 'y2' },
    {
      ...beside,
      y: points.map(({ efficiency }) => efficiency),
      name: `${name}: efficiency`,
      mode: 'lines',
      line: { color, dash: 'dot', width: 1.5 },
      yaxis: 'y3',
    },
  ]
}

const GREY = '#888888'

/** Where the machine's cores end. */
function coreMark(cores: number, log: boolean): Pick<Parameters<typeof plot>[1] & object, 'shapes' | 'annotations'> {
  const x = log ? Math.log10(cores) : cores
  return {
    shapes: [
      { type: 'line', xref: 'x', x0: cores, x1: cores, yref: 'y domain', y0: 0, y1: 1, line: { color: GREY, width: 1, dash: 'dot' } },
    ],
    annotations: [{ xref: 'x', x, yref: 'y domain', y: 1, yanchor: 'bottom', text: `${cores} cores`, showarrow: false }],
  }
}
