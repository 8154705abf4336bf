import { type Results, writeResultFiles } from '../results-file.ts'
import { valuesTable, verdictsTable } from './tables.ts'
import type { Verdict } from './targets.ts'

/** A run counts as quiet when less than one core was busy before it, and after it little more than the run itself keeps busy. */
const quietLoad = { before: 1, after: 3 }

/** Returns the files. `folder` is bench/. */
export function writeResults(folder: string, results: Results<Verdict>): readonly string[] {
  return writeResultFiles(folder, results, { prefix: '', page: 'RESULTS.md', write: page })
}

function page({ date, machine, load, seconds, versions, verdicts, notes, samples }: Results<Verdict>, json: string): string {
  const kernels = [...new Set(Object.values(samples).flatMap(byKernel => Object.keys(byKernel)))].sort((a, b) => rank(a) - rank(b))
  const busy =
    load[0] > quietLoad.before || load[1] > quietLoad.after ? ' **The machine was not quiet: trust the ratios more than the times.**' : ''
  return `# How fast the kernel is

Measured by \`npm run bench\` on ${date.slice(0, 10)}, in ${Math.round(seconds)} s, on: ${machine.cpu}, ${machine.cores} cores,
${machine.memoryGigabytes} GB, ${machine.system}, Node ${machine.node}. Load before the run ${load[0]}, after it ${load[1]}.${busy}

One client speaks to every kernel over ZeroMQ; the kernels take turns within each section, so that what else the machine does hits
all alike. Times are medians over rounds of the rounds' medians; ratios are medians of the rounds' ratios.
${Object.entries(versions)
  .map(([name, number]) => `${name} ${number}`)
  .join(', ')}; tsloom checks the types of every cell, tslab too, deno does not.

## Targets

${verdictsTable(verdicts)}

## Values

${valuesTable(samples, kernels)}
${notes.length === 0 ? '' : `\n${notes.map(note => `- ${note}`).join('\n')}\n`}
- *launch → first result*: from the start of the process to the reply of a first \`1+1\`, the client connecting when the shell port opens.
- *1+1*: the same cell again and again, of which a kernel may remember what it found; *a new expression each time* is \`1+n\` with n never seen before.
- *declaring cell*: \`let\` and \`function\` declarations in turn, each using the one before.
- *alone*: PSS of the process tree if nothing else ran: pages of files that several of its processes map count once, and in full. PSS as
  measured is lower where other programs on the machine run the same binary, as the measuring client does.

Every single measurement: [${json}](${json}).

## To reproduce

\`\`\`sh
npm run bench                                    # everything, several minutes; fetches deno and ipykernel into .bench/ once
npm run bench -- --only start,cells --effort 0.5 # some sections, fewer rounds; writes nothing without --write
npm run bench -- --help
\`\`\`
`
}

const order = ['tsloom', 'tsloom, unchecked', 'tslab', 'deno', 'ipykernel']

function rank(kernel: string): number {
  return order.indexOf(kernel)
}
