import { availableParallelism, cpus } from 'node:os'
import { dirname } from 'node:path'
import type { RunInfo } from '../report/render-report.ts'
import { writeNotebook } from '../report/write-notebook.ts'
import { CliError } from './cli-error.ts'
import type { CliContext } from './context.ts'
import { checkWritable, destinations } from './destinations.ts'
import { type CellFailure, executeNotebook, type NotebookRun } from './execute-notebook.ts'
import { launchKernel } from './launch-kernel.ts'
import { checkLanguage, type LoadedNotebook, loadNotebooks } from './load-notebook.ts'
import { makeFolder } from './make-folder.ts'
import type { KernelDescription, LaunchKernel } from './notebook-kernel.ts'
import { seconds, startProgress } from './progress.ts'
import { writeReport } from './report.ts'
import { type ReportEntry, writeIndex } from './report-index.ts'

export interface RunCommandOptions {
  readonly html?: string
  readonly inplace?: boolean
  readonly output?: string
  /** Milliseconds. */
  readonly timeout?: number
  readonly allowErrors?: boolean
}

/** `launch` is a parameter for tests. */
export async function run(
  names: string[],
  options: RunCommandOptions,
  context: CliContext,
  launch: LaunchKernel = launchKernel,
): Promise<void> {
  const { cwd, signal } = context
  const loaded = await loadNotebooks(names, cwd)
  for (const each of loaded) checkLanguage(each)
  const files = loaded.map(({ file }) => file)
  const reports =
    options.html === undefined ? new Map() : destinations(files, { flag: '--html', target: options.html, extension: '.html', cwd })
  const executed =
    options.output === undefined ? new Map() : destinations(files, { flag: '--output', target: options.output, extension: '.ipynb', cwd })
  // Before hours of work, not after them.
  for (const file of [...reports.values(), ...executed.values(), ...(options.inplace ? files : [])]) checkWritable(file)
  let failed = false
  const entries: ReportEntry[] = []
  for (const each of loaded) {
    const targets = { report: reports.get(each.file), notebook: executed.get(each.file), inplace: options.inplace ?? false }
    const { outcome, entry } = await runOne(each, targets, options, context, launch)
    if (outcome === 'failed') failed = true
    if (entry) entries.push(entry)
    if (signal.aborted) break
  }
  if (entries.length > 1) await writeIndex(entries, context)
  if (signal.aborted) context.setExitCode(signal.reason === 'SIGTERM' ? 143 : 130)
  else if (failed) context.setExitCode(1)
}

interface Targets {
  readonly report: string | undefined
  readonly notebook: string | undefined
  readonly inplace: boolean
}

async function runOne(
  loaded: LoadedNotebook,
  targets: Targets,
  options: RunCommandOptions,
  context: CliContext,
  launch: LaunchKernel,
): Promise<{ readonly outcome: NotebookRun['outcome']; readonly entry?: ReportEntry }> {
  const { name, file, notebook } = loaded
  const progress = startProgress(name, context)
  const startedAt = new Date()
  const clock = performance.now()
  const directory = dirname(file)
  const result = await executeNotebook(notebook, {
    launch,
    directory,
    signal: context.signal,
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    ...(options.allowErrors === undefined ? {} : { allowErrors: options.allowErrors }),
    onCell: progress.cell,
  }).catch(error => {
    const problem = error instanceof Error ? error.message : String(error)
    progress.end(`${name}: the kernel did not start`)
    throw new CliError(`${name} was not run: ${problem}\nTry "tsloom doctor".`, { cause: error })
  })
  const wallTime = performance.now() - clock
  progress.end(conclusion(name, result, wallTime))
  // Nothing ran: what the files hold from before is worth more.
  const { outcome } = result
  if (outcome === 'interrupted' && !result.started) return { outcome }
  if (targets.inplace) await writeExecuted(file, result, context)
  if (targets.notebook) await writeExecuted(targets.notebook, result, context)
  if (!targets.report) return { outcome }
  await writeReport(targets.report, result.notebook, { run: runInfo(result.kernel, startedAt, wallTime), directory }, context)
  return { outcome, entry: { file: targets.report, notebook: result.notebook, outcome, wallTime } }
}

async function writeExecuted(file: string, { notebook }: NotebookRun, { stdout }: CliContext): Promise<void> {
  try {
    await makeFolder(dirname(file))
    await writeNotebook(file, notebook)
  } catch (error) {
    throw new CliError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  stdout.write(`${file}\n`)
}

function conclusion(name: string, { outcome, failures, cellsRun }: NotebookRun, wallTime: number): string {
  const cells = `${cellsRun} ${cellsRun === 1 ? 'cell' : 'cells'} in ${seconds(wallTime)}`
  switch (outcome) {
    case 'ok':
      return `${name}: ok, ${cells}`
    case 'interrupted':
      return `${name}: interrupted after ${cells}`
    case 'failed':
      return [...failures.map(failure => describeFailure(name, failure)), `${name}: failed, ${cells}`].join('\n')
  }
}

function describeFailure(name: string, { number, total, executionCount, summary, traceback }: CellFailure): string {
  const where = `${name}: cell ${number} of ${total}${executionCount === undefined ? '' : `, In [${executionCount}]`}`
  return [`${where}: ${summary}`, ...traceback.flatMap(text => text.split('\n')).map(line => `    ${line}`)].join('\n')
}

function runInfo(kernel: KernelDescription | undefined, startedAt: Date, wallTime: number): RunInfo {
  return {
    kernel: kernel ? `${kernel.implementation} ${kernel.implementation_version}` : 'tsloom',
    node: process.version,
    machine: `${cpus()[0]?.model.trim() || 'unknown processor'}, ${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    startedAt,
    wallTime,
  }
}
