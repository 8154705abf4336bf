/** A figure of what ran when: one lane per worker, one bar per task. */

import type { Shown } from '../../../src/display/displayable.ts'
import { type PlotTrace, plot } from '../../../src/display/plot.ts'
import { duration } from '../../../src/time/stopwatch.ts'
import type { Bar, CellTasks } from './cell-tasks.ts'

/** More bars than this are narrower than a pixel: neighbours in a lane are drawn as one. */
const MAX_BARS = 4000
/** `main`, and the pool that `%%async` makes. */
const ON_EVENT_LOOP = /^(?:main|async)$/
const STATUSES = [
  { status: 'done', colour: '#0072b2' },
  { status: 'failed', colour: '#d55e00' },
  { status: 'cancelled', colour: '#8c8c8c' },
] as const

interface Lane {
  readonly name: string
  readonly bars: Bar[]
}

export function timeline({ bars, began }: Pick<CellTasks, 'bars' | 'began'>): Shown {
  const lanes = lanesOf(bars)
  const perLane = Math.max(1, Math.floor(MAX_BARS / Math.max(1, lanes.length)))
  const placed = lanes.flatMap(({ name, bars }) => merged(bars, perLane).map(bar => ({ lane: name, bar })))
  const last = Math.max(began, ...placed.map(({ bar }) => bar.ended))
  const [unit, divisor] = last - began < 10_000 ? ['ms', 1] : ['s', 1000]
  const inUnit = (ms: number): number => Math.round((ms / divisor) * 1000) / 1000

  const traces = STATUSES.flatMap(({ status, colour }): PlotTrace[] => {
    const of = placed.filter(({ bar }) => bar.status === status)
    if (of.length === 0) return []
    return [
      {
        type: 'bar',
        orientation: 'h',
        name: status,
        y: of.map(({ lane }) => lane),
        base: of.map(({ bar }) => inUnit(bar.started - began)),
        x: of.map(({ bar }) => inUnit(bar.ended - bar.started)),
        customdata: of.map(({ bar }) => [label(bar), duration(bar.ended - bar.started), duration(bar.started - began)]),
        hovertemplate: `%{customdata[0]}: %{customdata[1]}<br>%{y}, from %{customdata[2]} on<extra>${status}</extra>`,
        marker: { color: colour, line: { color: 'rgba(255, 255, 255, 0.6)', width: of.length > 300 ? 0 : 1 } },
      },
    ]
  })
  return plot(traces, {
    title: 'Which worker ran what, when',
    barmode: 'overlay',
    bargap: 0.25,
    showlegend: traces.length > 1,
    height: Math.min(900, 130 + lanes.length * 28),
    xaxis: { title: `${unit} since the first task was queued`, rangemode: 'tozero' },
    yaxis: { type: 'category', categoryorder: 'array', categoryarray: lanes.map(({ name }) => name), autorange: 'reversed' },
  })
}

/** Tasks that share a worker at the same time get lanes of their own, side by side. */
function lanesOf(bars: readonly Bar[]): readonly Lane[] {
  const byWorker = new Map<string, Bar[][]>()
  for (const bar of [...bars].sort((a, b) => a.started - b.started)) {
    const lanes = byWorker.get(bar.worker) ?? []
    byWorker.set(bar.worker, lanes)
    const free = lanes.find(lane => (lane.at(-1)?.ended ?? 0) <= bar.started)
    if (free) free.push(bar)
    else lanes.push([bar])
  }
  const named = [...byWorker].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
  return named.flatMap(([worker, lanes]) =>
    lanes.map((bars, at) => ({
      name: `${ON_EVENT_LOOP.test(worker) ? 'event loop' : worker}${lanes.length > 1 ? ` · ${at + 1}` : ''}`,
      bars,
    })),
  )
}

function merged(bars: readonly Bar[], most: number): readonly Bar[] {
  const size = Math.ceil(bars.length / most)
  if (size <= 1) return bars
  return Array.from({ length: Math.ceil(bars.length / size) }, (_, at): Bar => {
    const group = bars.slice(at * size, (at + 1) * size)
    const first = group[0] as Bar
    const status = group.some(bar => bar.status === 'failed') ? 'failed' : first.status
    return { ...first, count: group.reduce((sum, bar) => sum + bar.count, 0), ended: group.at(-1)?.ended ?? first.ended, status }
  })
}

function label({ name, index, count }: Bar): string {
  if (count > 1) return `${name}s ${index}–${index + count - 1}`
  return name.endsWith(` ${index}`) ? name : `${name} ${index}`
}
