import { basename, dirname, extname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { Notebook } from '../report/notebook.ts'
import { type ReportOptions, renderReport } from '../report/render-report.ts'
import { CliError } from './cli-error.ts'
import type { CliContext } from './context.ts'
import { destinations } from './destinations.ts'
import { loadNotebooks } from './load-notebook.ts'
import { makeFolder } from './make-folder.ts'

export interface ReportCommandOptions {
  readonly html?: string
}

export async function report(names: string[], { html }: ReportCommandOptions, context: CliContext): Promise<void> {
  const loaded = await loadNotebooks(names, context.cwd)
  const files = loaded.map(({ file }) => file)
  const targets =
    html === undefined
      ? new Map(files.map(file => [file, `${file.slice(0, file.length - extname(file).length)}.html`]))
      : destinations(files, { flag: '--html', target: html, extension: '.html', cwd: context.cwd })
  for (const { file, notebook } of loaded) {
    const target = targets.get(file)
    if (target !== undefined) await writeReport(target, notebook, { directory: dirname(file) }, context)
  }
}

/** Writes the report at once, and says where. */
export async function writeReport(file: string, notebook: Notebook, options: ReportOptions, { stdout }: CliContext): Promise<void> {
  const html = await renderReport(notebook, { name: basename(file, extname(file)), ...options })
  try {
    await makeFolder(dirname(file))
    await writeFileAtomic(file, html)
  } catch (error) {
    throw new CliError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  stdout.write(`${file}\n`)
}
