/** The measurements as Markdown tables, which read well in a terminal too. */

import { type Samples, value } from './samples.ts'
import { percentile } from './statistics.ts'
import type { Verdict } from './targets.ts'

interface Row {
  readonly label: string
  readonly unit: string
  readonly digits: number
  readonly of: (samples: Samples, kernel: string) => number | undefined
}

const row = (label: string, metric: string, unit = 'ms', digits = 1): Row => ({
  label,
  unit,
  digits,
  of: (samples, kernel) => value(samples, metric, kernel),
})

const rows: readonly Row[] = [
  row('launch → kernel_info', 'start.info', 'ms', 0),
  row('launch → first result', 'start.first', 'ms', 0),
  row('`1+1` → idle, p50', 'cells.simple', 'ms', 2),
  { label: '`1+1` → idle, p99', unit: 'ms', digits: 1, of: (samples, kernel) => tail(samples, 'cells.simple', kernel) },
  row('a new expression each time → idle, p50', 'cells.fresh', 'ms', 2),
  row('declaring cell → idle, p50 of 100', 'declaring.cell', 'ms', 2),
  row('… the first ten', 'declaring.firstTen', 'ms', 2),
  row('… the last ten', 'declaring.lastTen', 'ms', 2),
  row('declaring cell, 100 queued at once, p50', 'queued.cell', 'ms', 2),
  row('… the first ten', 'queued.firstTen', 'ms', 2),
  row('… the last ten', 'queued.lastTen', 'ms', 2),
  row('100 000 printed lines → idle', 'output.time', 'ms', 0),
  row('… lines that came', 'output.lines', '', 0),
  row('… messages', 'output.messages', '', 0),
  row('memory at start, alone', 'memory.start', 'MB', 0),
  row('… PSS as measured', 'memory.start.pss', 'MB', 0),
  row('memory after 200 cells, alone', 'memory.after', 'MB', 0),
  row('… PSS as measured', 'memory.after.pss', 'MB', 0),
  row('five threads from a cell, first time', 'threads.cold', 'ms', 1),
  row('five threads from a cell, after', 'threads.warm', 'ms', 1),
]

function tail(samples: Samples, metric: string, kernel: string): number | undefined {
  const all = samples[metric]?.[kernel]?.flat()
  return all && percentile(all, 0.99)
}

export function valuesTable(samples: Samples, kernels: readonly string[]): string {
  const body = rows.flatMap(({ label, unit, digits, of }) => {
    const cells = kernels.map(kernel => of(samples, kernel))
    if (cells.every(cell => cell === undefined)) return []
    return [[`${label}${unit === '' ? '' : `, ${unit}`}`, ...cells.map(cell => cell?.toFixed(digits) ?? '–')]]
  })
  return table(['', ...kernels], body)
}

export function verdictsTable(verdicts: readonly Verdict[]): string {
  const body = verdicts.map(({ what, against, limit, ratio, met }) => [
    what,
    against,
    `≤ ${limit}`,
    ratio.toFixed(2),
    met ? 'ok' : '**missed**',
  ])
  return table(['tsloom', 'beside', 'target', 'measured', ''], body)
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(3, cell.length, ...body.map(cells => cells[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(head), rule, ...body.map(line)].join('\n')
}
