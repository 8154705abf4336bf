import { basename, dirname, join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { type IndexEntry, renderIndex } from '../report/render-index.ts'
import { CliError } from './cli-error.ts'
import type { CliContext } from './context.ts'

/** A report that was written, and what its card in the index tells. */
export interface ReportEntry extends Omit<IndexEntry, 'href'> {
  readonly file: string
}

/** `index.html` beside the reports; a notebook of that name keeps its file. */
export async function writeIndex(entries: readonly ReportEntry[], { stdout }: CliContext): Promise<void> {
  const [first] = entries
  if (!first || entries.some(({ file }) => basename(file) === 'index.html')) return
  const file = join(dirname(first.file), 'index.html')
  try {
    await writeFileAtomic(file, await renderIndex(entries.map(({ file, ...entry }) => ({ ...entry, href: basename(file) }))))
  } catch (error) {
    throw new CliError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  stdout.write(`${file}\n`)
}
