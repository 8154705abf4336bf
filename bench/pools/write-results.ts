import type { Samples } from '../kernels/samples.ts'
import { type Results, writeResultFiles } from '../results-file.ts'
import { measuredAt, type Verdict } from './targets.ts'

const quiet = 1

/** Returns the files. `folder` is bench/. */
export function writeResults(folder: string, results: Results<Verdict>): readonly string[] {
  return writeResultFiles(folder, results, { prefix: 'pools-', page: 'POOLS.md', write: page })
}

function page({ date, machine, load, seconds, versions, verdicts, notes, samples }: Results<Verdict>, json: string): string {
  const busy = load[0] > quiet ? ' **The machine was not quiet: trust the ratios, and the least of times.**' : ''
  return `# How fast the pools are

Measured by \`npm run bench -- pools\` at ${date.slice(0, 16).replace('T', ' ')} UTC, in ${Math.round(seconds)} s, on: ${machine.cpu}, ${machine.cores} cores,
${machine.memoryGigabytes} GB, ${machine.system}, Node ${machine.node}. Load before the run ${load[0]}, after it ${load[1]}.${busy}

Every pool has two workers and does the same work; the pools take turns, round by round, so that what else the machine does hits all
alike. *Best* compares the least of all measurements, *typical* is the median of the rounds, of ratios the median of the rounds' ratios.
A target is *unclear* where only one of the two is within it. ${Object.entries(versions)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ')}.

## Targets

${verdictsTable(verdicts)}

## Values: best / typical

${valuesTables(samples)}
${notes.map(note => `\n- ${note}\n`).join('')}
- *five.cell*: from sending a cell to its idle; *new each time*: a text that was never checked before. *closure.…*: from \`submit\` to the result, on one
  worker, each closure with a text of its own; measured after a hundred others, as V8 compiles what runs often once more; *coldest* is the first of those
  to each pool, and the ThreadPool's is the first of the process. *plain*: functions as new that capture nothing. *large*: 8 MB in a captured Float64Array. *arrays*: 64 MB
  there and back (shared: there).
- \`map\` of multiprocessing.Pool is with its own chunks, of the executors with chunks of 256 (which only processes heed), of
  raw worker_threads in batches of 256.

Every single measurement: [${json}](${json}).

## To reproduce

\`\`\`sh
npm run bench -- pools                            # everything, some minutes; fetches the other pools into .bench/ once
npm run bench -- pools --only cpu,sleeps --effort 0.5 # some sections, fewer rounds; writes nothing without --write
\`\`\`
`
}

export function verdictsTable(verdicts: readonly Verdict[]): string {
  const body = verdicts.map(({ what, against, limit, unit, measured, verdict }) => [
    what,
    against,
    `≤ ${digits(limit)} ${unit}`,
    digits(measured.best),
    digits(measured.typical),
    verdict === 'ok' ? 'ok' : `**${verdict}**`,
  ])
  return table(['tsloom', 'beside', 'target', 'best', 'typical', ''], body)
}

const titles: Readonly<Record<string, string>> = {
  map: '20 000 trivial tasks by map, µs a task',
  submit: '20 000 trivial tasks by single submits, µs a task',
  one: 'submit → result, one by one, µs',
  cpu: '64 tasks that compute, ms',
  sleeps: '1 000 sleeps of 50 ms, ms',
  'sleeps.cell': '1 000 sleeps of 50 ms in a cell, ms',
}

export function valuesTables(samples: Samples): string {
  const body = Object.keys(samples).flatMap(metric =>
    Object.keys(samples[metric] ?? {})
      .map(name => ({ name, measured: measuredAt(samples, [metric, name]) ?? { best: 0, typical: 0 } }))
      .sort((a, b) => a.measured.best - b.measured.best)
      .map(({ name, measured }, index) => [
        index === 0 ? (titles[metric] ?? `${metric}, ms`) : '',
        name,
        digits(measured.best),
        digits(measured.typical),
      ]),
  )
  return table(['', 'who', 'best', 'typical'], body)
}

const digits = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2)

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(3, cell.length, ...body.map(cells => cells[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `| ${widths.map((width, column) => (column < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(head), rule, ...body.map(line)].join('\n')
}
