import { ContentPolicy } from './content-policy.ts'
import { escapeHtml } from './escape-html.ts'
import { duration } from './footer.ts'
import type { Notebook, Output } from './notebook.ts'
import { page } from './page.ts'

/** One report, as its card tells it. */
export interface IndexEntry {
  /** The report's file, from where the index lies. */
  readonly href: string
  readonly notebook: Notebook
  readonly outcome: 'ok' | 'failed' | 'interrupted'
  /** Milliseconds. */
  readonly wallTime: number
}

/** A page with a card for each report. */
export async function renderIndex(entries: readonly IndexEntry[], title = 'Reports'): Promise<string> {
  const cards = entries.map(card).join('')
  return page({
    title,
    hasHeading: false,
    contents: '',
    cells: `<ul class="cards">${cards}</ul>`,
    footer: '',
    csp: new ContentPolicy(),
  })
}

function card({ href, notebook, outcome, wallTime }: IndexEntry): string {
  const { title, summary } = introduction(notebook)
  const state = outcome === 'ok' ? duration(wallTime) : `${outcome} after ${duration(wallTime)}`
  const pictures = notebook.cells.filter(cell => cell.cell_type === 'code' && cell.outputs.some(isFigure)).length
  const facts = [state, ...(pictures > 0 ? [`${pictures} ${pictures === 1 ? 'figure' : 'figures'}`] : [])]
  return `<li class="card${outcome === 'ok' ? '' : ' bad'}"><a href="${escapeHtml(encodeURI(href))}"><strong>${escapeHtml(title ?? href)}</strong>
<span>${escapeHtml(summary)}</span><small>${escapeHtml(facts.join(' · '))}</small></a></li>`
}

const isFigure = (output: Output): boolean => 'data' in output && 'application/vnd.plotly.v1+json' in output.data

/** The first heading, and the first paragraph of text. */
function introduction(notebook: Notebook): { readonly title: string | undefined; readonly summary: string } {
  const lines = notebook.cells.filter(({ cell_type }) => cell_type === 'markdown').flatMap(({ source }) => source.split('\n'))
  const title = lines.find(line => /^#+\s/.test(line))?.replace(/^#+\s+/, '')
  const start = lines.findIndex(line => line.trim() !== '' && !/^[#<!|>-]/.test(line))
  const end = start < 0 ? -1 : lines.findIndex((line, index) => index > start && line.trim() === '')
  const paragraph = start < 0 ? '' : lines.slice(start, end < 0 ? undefined : end).join(' ')
  return { title: title && plain(title), summary: plain(paragraph) }
}

/** Markdown's marks say nothing on a card; what stands in code is no mark. */
function plain(markdown: string): string {
  const parts = markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').split(/`([^`]*)`/)
  return parts.map((part, index) => (index % 2 === 1 ? part : part.replace(/(\*{1,3}|\b_{1,3})(?=\S)(.*?\S)\1/g, '$2'))).join('')
}
