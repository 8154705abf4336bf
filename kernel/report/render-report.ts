import { type CellContext, renderCell } from './cells.ts'
import { ContentPolicy } from './content-policy.ts'
import { footer } from './footer.ts'
import { markdownRenderer } from './markdown.ts'
import type { Notebook } from './notebook.ts'
import { contents, Outline, titleOf } from './outline.ts'
import { page } from './page.ts'

/** How the notebook was executed; told in the report's footer. */
export interface RunInfo {
  /** For example `tsloom 0.1.0`. */
  readonly kernel: string
  /** For example `v22.11.0`. */
  readonly node: string
  /** Processor model and platform, for example `AMD EPYC 7B13, linux x64`. */
  readonly machine: string
  readonly cores: number
  readonly startedAt: Date
  /** Milliseconds. */
  readonly wallTime: number
}

export interface ReportOptions {
  /** Default: the notebook's `metadata.title`, else its first heading, else `name`. */
  readonly title?: string
  /** What the notebook is called where it does not say so itself. */
  readonly name?: string
  /** Left out where the notebook was not run: the footer then tells what the notebook itself says. */
  readonly run?: RunInfo
  /** The folder of the notebook; images that its Markdown names by relative path are embedded from there. */
  readonly directory?: string
}

/** One self-contained HTML page that makes no connection. */
export async function renderReport(notebook: Notebook, options: ReportOptions = {}): Promise<string> {
  const csp = new ContentPolicy()
  const outline = new Outline()
  const context: CellContext = { csp, markdown: markdownRenderer(), outline, directory: options.directory, language: languageOf(notebook) }
  const cells = notebook.cells.map((cell, index) => renderCell(cell, index, context)).join('')
  const heading = titleOf(outline.headings)
  return page({
    title: options.title ?? notebook.metadata.title ?? heading?.text ?? options.name ?? 'Notebook',
    hasHeading: heading !== undefined,
    contents: contents(outline.headings),
    cells,
    footer: footer(notebook, options.run),
    csp,
  })
}

function languageOf({ metadata }: Notebook): string {
  const kernel = metadata.kernelspec?.language
  return metadata.language_info?.name ?? (typeof kernel === 'string' ? kernel : 'typescript')
}
