/** The numbers of a scaling measurement, as HTML and as text. */

import { html } from '../display/content.ts'
import { Shown } from '../display/displayable.ts'
import type { ScaleCurve, ScaleData, ScalePoint } from './scale-data.ts'
import type { ScaleResult } from './scale-result.ts'

type Row = readonly string[]

export function scaleTable({ data, analysis }: ScaleResult): Shown {
  const head: Row = ['', data.axis, 'median', '95 % interval', 'speed-up', 'efficiency', 'Karp–Flatt']
  const rows = analysis.curves.flatMap(curve => curve.points.map(point => row(point)))
  const notes = notesOf(data, analysis.base, analysis.curves)
  const table = html`<table><thead><tr>${head.map(cell => html`<th>${cell}</th>`)}</tr></thead><tbody>${rows.map(
    cells =>
      html`<tr>${cells.map((cell, index) => (index === 0 ? html`<th>${cell}</th>` : html`<td style="text-align:right;white-space:nowrap">${cell}</td>`))}</tr>`,
  )}</tbody></table>${notes.map(note => html`<p style="margin:.2em 0;opacity:.75">${note}</p>`)}`
  return new Shown({ 'text/html': table.html, 'text/plain': [...columns([head, ...rows]), '', ...notes].join('\n') })
}

function row({ backend, count, median, interval, speedup, efficiency, karpFlatt }: ScalePoint): Row {
  return [
    backend,
    String(count),
    milliseconds(median),
    interval ? `${milliseconds(interval.low)} – ${milliseconds(interval.high)}` : '–',
    `${speedup.toFixed(2)}×`,
    `${(efficiency * 100).toFixed(0)} %`,
    karpFlatt === undefined ? '–' : karpFlatt.toFixed(3),
  ]
}

function notesOf(
  data: ScaleData,
  base: { readonly backend: string; readonly count: number; readonly median: number },
  curves: readonly ScaleCurve[],
): string[] {
  const { machine, items, repeat, axis, interrupted } = data
  const fits = curves.flatMap(({ backend, amdahl, usl }) => [
    ...(amdahl ? [`${backend}: Amdahl, serial share ${(amdahl.serial * 100).toFixed(1)} %`] : []),
    ...(usl ? [`${backend}: USL, contention σ = ${usl.contention.toFixed(4)}, coherence κ = ${usl.coherence.toFixed(5)}`] : []),
  ])
  return [
    `Speed-up 1 is ${base.backend} on ${base.count}: ${milliseconds(base.median)}. ${items} ${items === 1 ? 'item' : 'items'}, ${repeat} runs each, interleaved.`,
    `${machine.name}, ${machine.cores} cores, Node ${machine.node.replace(/^v/, '')}.${axis === 'workers' ? ' Workers are counted: the cores were not limited.' : ''}`,
    ...fits,
    ...(interrupted ? ['Stopped before all runs were done.'] : []),
  ]
}

export function milliseconds(time: number): string {
  if (time >= 10_000) return `${(time / 1000).toFixed(1)} s`
  if (time >= 1000) return `${(time / 1000).toFixed(2)} s`
  return `${time.toPrecision(3)} ms`
}

function columns(rows: readonly Row[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(cells => cells[column]?.length ?? 0)))
  return rows.map(cells =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
