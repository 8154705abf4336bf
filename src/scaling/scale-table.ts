/** The numbers of a scaling measurement, as HTML and as text. */

import { html } from '../display/content.ts'
import { Shown } from '../display/displayable.ts'
import { MIN_COUNTS } from './models.ts'
import type { Analysis, ScaleCurve, ScaleData, ScalePoint } from './scale-data.ts'
import type { ScaleResult } from './scale-result.ts'

type Row = readonly string[]

export function scaleTable({ data, analysis }: ScaleResult): Shown {
  const head: Row = ['', data.axis, 'median', '95 % interval', 'speed-up', 'efficiency', 'Karp–Flatt']
  const rows = analysis.curves.flatMap(curve => curve.points.map(point => row(point)))
  const notes = notesOf(data, analysis.base, analysis.curves)
  const table = html`<table><thead><tr>${head.map(cell => html`<th style="text-align:right">${cell}</th>`)}</tr></thead><tbody>${rows.map(
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

function notesOf(data: ScaleData, base: Analysis['base'], curves: readonly ScaleCurve[]): string[] {
  const { machine, items, repeat, axis, interrupted, runs } = data
  const each = interrupted ? 'not all measured' : `${repeat} ${repeat === 1 ? 'run' : 'runs'} each, interleaved`
  return [
    `Speed-up 1 is ${base.backend} on ${base.count} ${base.count === 1 ? axis.slice(0, -1) : axis}: ${milliseconds(base.median)}. ${items} ${items === 1 ? 'item' : 'items'}, ${each}.`,
    `${machine.name}, ${machine.cores} ${machine.cores === 1 ? 'core' : 'cores'}, Node ${machine.node.replace(/^v/, '')}.${axis === 'workers' ? ' Workers are counted: the cores were not limited.' : ''}`,
    ...curves.flatMap(fitNotes),
    ...projectionNotes(data, curves),
    ...(interrupted
      ? [`${runs.length} ${runs.length === 1 ? 'run' : 'runs'} so far; round ${(runs.at(-1)?.round ?? 0) + 1} of ${repeat}.`]
      : []),
  ]
}

function fitNotes({ backend, amdahl, usl }: ScaleCurve): string[] {
  return [
    ...(amdahl ? [`${backend}: Amdahl, serial share ${(amdahl.serial * 100).toFixed(1)} %`] : []),
    ...(usl ? [`${backend}: USL, contention σ = ${usl.contention.toFixed(4)}, coherence κ = ${usl.coherence.toFixed(5)}`] : []),
  ]
}

function projectionNotes({ project, axis, machine }: ScaleData, curves: readonly ScaleCurve[]): string[] {
  if (project === undefined) return []
  const notes = curves.flatMap(({ backend, amdahl, usl }) => {
    const laws = [amdahl && `${milliseconds(amdahl.time(project))} by Amdahl`, usl && `${milliseconds(usl.time(project))} by the USL`]
    const known = laws.filter(law => law !== undefined)
    return known.length > 0 ? [`${backend} on ${project} ${axis}: ${known.join(', ')}. A projection, not measured.`] : []
  })
  if (notes.length > 0) return notes
  return [`No projection to ${project}: a curve takes ${MIN_COUNTS} counts within the ${machine.cores} cores of this machine.`]
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
