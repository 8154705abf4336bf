/** What a benchmark found, kept in bench/: every measurement as JSON, and a page to read. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Samples } from './kernels/samples.ts'
import { type Machine, machineSlug } from './machine.ts'

export interface Results<Verdict> {
  readonly date: string
  readonly machine: Machine
  /** Load of the machine before the run and after. */
  readonly load: readonly [before: number, after: number]
  readonly seconds: number
  readonly versions: Readonly<Record<string, string>>
  readonly verdicts: readonly Verdict[]
  readonly notes: readonly string[]
  readonly samples: Samples
}

export interface ResultFiles<Verdict> {
  /** Before the machine's name in the name of the JSON file. */
  readonly prefix: string
  readonly page: string
  /** The page's text; `json`: path of the JSON file within the folder. */
  readonly write: (results: Results<Verdict>, json: string) => string
}

/** Returns the files. `folder` is bench/. */
export function writeResultFiles<Verdict>(folder: string, results: Results<Verdict>, files: ResultFiles<Verdict>): readonly string[] {
  const json = `results/${files.prefix}${machineSlug(results.machine)}-${results.date.slice(0, 10)}.json`
  const rounded = JSON.stringify(results, (_, value: unknown) => (typeof value === 'number' ? Math.round(value * 10_000) / 10_000 : value))
  mkdirSync(join(folder, 'results'), { recursive: true })
  writeFileSync(join(folder, json), `${rounded}\n`)
  writeFileSync(join(folder, files.page), files.write(results, json))
  return [join(folder, json), join(folder, files.page)]
}
