import type { Notebook } from './notebook.ts'

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
  /** Default: the notebook's `metadata.title`, else its first heading, else "Notebook". */
  readonly title?: string
  /** Left out where the notebook was not run: the footer then tells what the notebook itself says. */
  readonly run?: RunInfo
  /** The folder of the notebook; images that its Markdown names by relative path are embedded from there. */
  readonly directory?: string
}

/** One self-contained HTML page that makes no connection. */
export async function renderReport(notebook: Notebook, options: ReportOptions = {}): Promise<string> {
  throw new Error(`not yet: ${notebook.cells.length} ${options.title}`)
}
