/** tsloom's pools beside other pools of Node and those of CPython. */

import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRecorder } from './kernels/samples.ts'
import { load, thisMachine } from './machine.ts'
import { fetchPeers } from './pools/peers.ts'
import { startPython } from './pools/python.ts'
import { type Section, sections } from './pools/sections.ts'
import { verdicts } from './pools/targets.ts'
import { valuesTables, verdictsTable, writeResults } from './pools/write-results.ts'

const help = `npm run bench -- pools [options]

  --only SECTIONS    of: ${sections.map(({ name }) => name).join(', ')} (default: all)
  --effort FACTOR    multiplies the rounds of each section (default: 1)
  --write            keep the results in bench/ (default: when everything is measured with full effort)

${sections.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join('\n')}
`

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    effort: { type: 'string', default: '1' },
    write: { type: 'boolean' },
    help: { type: 'boolean' },
  },
})
if (values.help) console.log(help)
else {
  await main(chosen(values.only), Number(values.effort))
  // A pool that hung would keep the process.
  process.exit()
}

async function main(only: readonly Section[], effort: number): Promise<void> {
  if (!(effort > 0)) throw new Error(`--effort ${values.effort}: a number above 0 is needed`)
  const root = process.cwd()
  const peers = fetchPeers(root)
  const python = await startPython(join(root, 'bench/pools'))
  const notes = python ? [] : ['Python was not found: its pools are not measured.']
  const record = createRecorder()
  const before = load()
  const begun = performance.now()
  const since = () => (performance.now() - begun) / 1000
  const context = { root, workers: join(root, 'bench/pools/workers'), effort, record, note: (text: string) => void notes.push(text) }
  try {
    for (const section of only) {
      console.error(`bench: ${since().toFixed(0).padStart(3)} s  ${section.name}: ${section.summary}`)
      await section.run(context, python)
    }
  } finally {
    await python?.close()
  }
  const judged = verdicts(record.samples)
  console.log(`\n${valuesTables(record.samples)}\n\n${verdictsTable(judged)}\n${notes.map(note => `\n${note}`).join('')}`)
  if (!(values.write ?? (only.length === sections.length && effort >= 1))) return
  const files = writeResults(join(root, 'bench'), {
    date: new Date().toISOString(),
    machine: thisMachine(),
    load: [before, load()],
    seconds: since(),
    versions: { ...peers, ...(python && { CPython: python.version }) },
    verdicts: judged,
    notes,
    samples: record.samples,
  })
  console.error(`bench: written ${files.join(', ')}`)
}

function chosen(list: string | undefined): readonly Section[] {
  if (list === undefined) return sections
  const wanted = list.split(',')
  const unknown = wanted.filter(name => !sections.some(section => section.name === name))
  if (unknown.length > 0)
    throw new Error(`--only ${unknown.join(', ')}: not known; choose of ${sections.map(({ name }) => name).join(', ')}`)
  return sections.filter(({ name }) => wanted.includes(name))
}
