import { escapeHtml } from './escape-html.ts'
import type { Notebook } from './notebook.ts'
import type { RunInfo } from './render-report.ts'

/** How the report was made: of a run the facts that its figures depend on, else what the notebook says of itself. */
export function footer(notebook: Notebook, run: RunInfo | undefined): string {
  const facts = run === undefined ? savedFacts(notebook) : runFacts(run)
  const list = facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')
  return `<footer><dl>${list}</dl></footer>`
}

type Fact = readonly [name: string, value: string]

function runFacts(run: RunInfo): readonly Fact[] {
  const node = run.node.startsWith('v') ? run.node : `v${run.node}`
  return [
    ['Kernel', run.kernel],
    ['Node', node],
    ['Machine', run.machine],
    ['Cores', String(run.cores)],
    ['Run on', date(run.startedAt)],
    ['Wall time', duration(run.wallTime)],
  ]
}

function savedFacts({ metadata }: Notebook): readonly Fact[] {
  const { kernelspec, language_info: language } = metadata
  return [
    ...(kernelspec === undefined ? [] : [['Kernel', kernelspec.display_name] as const]),
    ...(language === undefined ? [] : [['Language', `${language.name} ${language.version ?? ''}`.trim()] as const]),
    ['Made', 'from the notebook as it was saved, not run anew'],
  ]
}

function date(value: Date): string {
  return value
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC')
}

/** For people: `320 ms`, `4.2 s`, `3 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}
