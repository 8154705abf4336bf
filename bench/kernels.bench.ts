/** The kernel beside tslab, deno's kernel and ipykernel. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type KernelName, kernelNames, preparePeer } from './kernels/peers.ts'
import { createRecorder } from './kernels/samples.ts'
import { type Section, sections } from './kernels/sections.ts'
import { valuesTable, verdictsTable } from './kernels/tables.ts'
import { verdicts } from './kernels/targets.ts'
import { writeResults } from './kernels/write-results.ts'
import { load, thisMachine } from './machine.ts'

const help = `npm run bench -- [options]

  --only SECTIONS    of: ${sections.map(({ name }) => name).join(', ')} (default: all)
  --kernels NAMES    of: ${kernelNames.join(', ')} (default: all)
  --effort FACTOR    multiplies the rounds of each section (default: 1)
  --write            keep the results in bench/ (default: when everything is measured with full effort)

${sections.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join('\n')}
`

const root = process.cwd()
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    kernels: { type: 'string' },
    effort: { type: 'string', default: '1' },
    write: { type: 'boolean' },
    help: { type: 'boolean' },
  },
})
if (values.help) console.log(help)
else
  await main(
    chosen(
      '--only',
      values.only,
      sections.map(({ name }) => name),
    ),
    chosen('--kernels', values.kernels, kernelNames),
    Number(values.effort),
  )

async function main(only: readonly string[], kernels: readonly string[], effort: number): Promise<void> {
  if (!(effort > 0)) throw new Error(`--effort ${values.effort}: a number above 0 is needed`)
  const peers = kernels.map(name => preparePeer(name as KernelName, root))
  const folder = mkdtempSync(join(tmpdir(), 'tsloom-bench-'))
  const record = createRecorder()
  const notes: string[] = []
  const before = load()
  const begun = performance.now()
  const since = () => (performance.now() - begun) / 1000
  try {
    for (const section of sections.filter(({ name }) => only.includes(name))) {
      console.error(`bench: ${since().toFixed(0).padStart(3)} s  ${section.name}: ${section.summary}`)
      await run(section)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const judged = verdicts(record.samples)
  const names = [...new Set(Object.values(record.samples).flatMap(byKernel => Object.keys(byKernel)))]
  console.log(`\n${valuesTable(record.samples, names)}\n\n${verdictsTable(judged)}\n${notes.map(note => `\n${note}`).join('')}`)

  const everything = only.length === sections.length && kernels.length === kernelNames.length && effort >= 1
  if (!(values.write ?? everything)) return
  const files = writeResults(join(root, 'bench'), {
    date: new Date().toISOString(),
    machine: thisMachine(),
    load: [before, load()],
    seconds: since(),
    versions: Object.fromEntries(peers.map(({ name, version }) => [name, version])),
    verdicts: judged,
    notes,
    samples: record.samples,
  })
  console.error(`bench: written ${files.join(', ')}`)

  function run(section: Section): Promise<void> {
    return section.run({ peers, folder, effort, record, note: text => void notes.push(text) })
  }
}

function chosen(option: string, list: string | undefined, known: readonly string[]): readonly string[] {
  if (list === undefined) return known
  const wanted = list.split(',')
  const unknown = wanted.filter(name => !known.includes(name))
  if (unknown.length > 0) throw new Error(`${option} ${unknown.join(', ')}: not known; choose of ${known.join(', ')}`)
  return known.filter(name => wanted.includes(name))
}
