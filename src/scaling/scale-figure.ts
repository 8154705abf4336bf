/** The figure of scaling: wall time against core count, and beside it speed-up and efficiency. */

import type { Shown } from '../display/displayable.ts'
import { type PlotTrace, plot } from '../display/plot.ts'
import { COLORWAY } from '../display/theme.ts'
import { curvePlaces, fitTraces, GREY, keyTraces, type Line } from './fit-traces.ts'
import type { ScalePoint } from './scale-data.ts'
import type { ScaleResult } from './scale-result.ts'

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
  const counts = [...new Set(lines.flatMap(({ curve }) => curve.points.map(({ count }) => count)))].sort((a, b) => a - b)
  const most = Math.max(...counts, ...lines.map(({ curve, result }) => (curve.amdahl || curve.usl ? (result.data.project ?? 0) : 0)))
  const type = most > LOG_COUNTS ? ('log' as const) : ('linear' as const)
  const step = Math.min(Math.max(...counts) * 0.012, 0.4 / lines.length)
  const coloured: Line[] = lines.map((line, index) => {
    const place = index - (lines.length - 1) / 2
    return {
      ...line,
      color: COLORWAY[index % COLORWAY.length] as string,
      at: type === 'log' ? count => count * 1.02 ** place : count => count + place * step,
    }
  })
  const { axis, title } = first.data
  const times = coloured.flatMap(({ curve }) => curve.points.map(({ median }) => median))
  const unit = Math.max(...times) >= 2000 ? { name: 's', size: 1000 } : { name: 'ms', size: 1 }
  const log = Math.max(...times) / Math.min(...times) >= LOG_FROM
  const traces = [
    ...coloured.flatMap(line => timeTraces(line, unit.size)),
    ...idealTraces(first, counts, unit.size),
    ...coloured.flatMap(line => fitTraces(line, unit.size)),
    ...keyTraces(coloured),
    ...coloured.flatMap(ratioTraces),
  ]
  const best = Math.max(1.25, ...coloured.flatMap(({ curve }) => curve.points.map(({ efficiency }) => efficiency * 1.05)))
  const xaxis = { title: axis, type, tickvals: ticks(counts, most) }
  return plot(traces, {
    title,
    height: 420,
    xaxis: { ...xaxis, domain: [0, 0.5] },
    yaxis: { title: `wall time (${unit.name})`, ...(log ? { type: 'log' } : { rangemode: 'tozero' }) },
    xaxis2: { ...xaxis, tickvals: counts, domain: [0.68, 0.93], anchor: 'y2' },
    yaxis2: { title: 'speed-up (line)', rangemode: 'tozero', anchor: 'x2' },
    yaxis3: {
      title: 'efficiency (dotted)',
      tickformat: '.0%',
      tickvals: [0, 0.25, 0.5, 0.75, 1],
      range: [0, best],
      overlaying: 'y2',
      side: 'right',
      anchor: 'x2',
      showgrid: false,
    },
    legend: { orientation: 'h', yref: 'container', y: 0, yanchor: 'bottom' },
    ...coreMarks([...new Set(results.map(({ data }) => data.machine.cores))], type === 'log'),
  })
}

function timeTraces({ curve, name, color, at }: Line, unit: number): PlotTrace[] {
  const { points } = curve
  const raw = points.flatMap(({ count, times }) => times.map(time => ({ count, time: time / unit })))
  const bars = points.every(({ interval }) => interval) ? errorBars(points, unit) : {}
  return [
    {
      x: raw.map(({ count }) => at(count)),
      y: raw.map(({ time }) => time),
      name: `${name}: single runs`,
      legendgroup: name,
      mode: 'markers',
      marker: { color, size: 5, opacity: 0.3 },
      showlegend: false,
      hoverinfo: 'skip',
    },
    {
      x: points.map(({ count }) => at(count)),
      y: points.map(({ median }) => median / unit),
      name,
      legendgroup: name,
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

/** The base case's time on one, divided by the count, as far as there are cores. */
function idealTraces({ analysis, data }: ScaleResult, counts: readonly number[], unit: number): PlotTrace[] {
  const within = counts.filter(count => count <= data.machine.cores)
  const ends = within.length > 1 ? within : counts
  if (ends.length < 2) return []
  const { base } = analysis
  const x = curvePlaces(Math.min(...ends), Math.max(...ends))
  const ideal = { x, legendgroup: 'ideal', mode: 'lines', line: { color: GREY, dash: 'dash', width: 1.5 } } as const
  return [
    { ...ideal, y: x.map(count => (base.median * base.count) / unit / count), name: 'ideal' },
    { ...ideal, y: x.map(count => count / base.count), name: 'ideal: speed-up', xaxis: 'x2', yaxis: 'y2', showlegend: false },
  ]
}

function ratioTraces({ curve, name, color }: Line): PlotTrace[] {
  const { points } = curve
  const x = points.map(({ count }) => count)
  const beside = { x, xaxis: 'x2', legendgroup: name, showlegend: false }
  return [
    { ...beside, y: points.map(({ speedup }) => speedup), name: `${name}: speed-up`, mode: 'lines+markers', line: { color }, yaxis: 'y2' },
    {
      ...beside,
      y: points.map(({ efficiency }) => efficiency),
      name: `${name}: efficiency`,
      mode: 'lines+markers',
      marker: { size: 4, symbol: 'circle-open' },
      line: { color, dash: 'dot', width: 1.5 },
      yaxis: 'y3',
    },
  ]
}

/** Where the machines' cores end. */
function coreMarks(all: readonly number[], log: boolean): Pick<Parameters<typeof plot>[1] & object, 'shapes' | 'annotations'> {
  const line = { color: GREY, width: 1, dash: 'dot' } as const
  return {
    shapes: all.map(cores => ({ type: 'line', xref: 'x', x0: cores, x1: cores, yref: 'y domain', y0: 0, y1: 1, line })),
    annotations: all.map(cores => ({
      xref: 'x',
      x: log ? Math.log10(cores) : cores,
      yref: 'y domain',
      y: 1,
      yanchor: 'bottom',
      text: cores === 1 ? '1 core' : `${cores} cores`,
      showarrow: false,
    })),
  }
}

/** What was measured, and on the way to a projection's end the powers of two. */
function ticks(counts: readonly number[], most: number): readonly number[] {
  const last = Math.max(...counts)
  const powers = Array.from({ length: 30 }, (_, exponent) => 2 ** exponent).filter(power => power > last && power < most)
  return [...new Set([...counts, ...powers, most])]
}
