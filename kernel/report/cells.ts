import type { ContentPolicy } from './content-policy.ts'
import { imageEmbedder } from './embed-image.ts'
import { escapeHtml } from './escape-html.ts'
import { highlightCell } from './highlight-cell.ts'
import type { MarkdownRenderer } from './markdown.ts'
import type { Cell, CodeCell } from './notebook.ts'
import type { Outline } from './outline.ts'
import { renderOutput } from './outputs.ts'
import { type Shown, visibility } from './tags.ts'

export interface CellContext {
  readonly csp: ContentPolicy
  readonly markdown: MarkdownRenderer
  readonly outline: Outline
  readonly directory: string | undefined
  readonly language: string
}

/** A cell as the report shows it; empty where its tags remove it. */
export function renderCell(cell: Cell, index: number, context: CellContext): string {
  const shown = visibility(cell)
  if (shown.cell === 'removed') return ''
  const html = content(cell, index, context)
  return shown.cell === 'folded' && html !== '' ? folded('Show this part', html) : html
}

function content(cell: Cell, index: number, context: CellContext): string {
  switch (cell.cell_type) {
    case 'markdown':
      return cell.source.trim() === ''
        ? ''
        : `<div class="prose">${context.markdown(cell.source, imageEmbedder(cell.attachments ?? {}, context.directory), context.outline)}</div>\n`
    case 'code':
      return code(cell, index, context)
    case 'raw':
      return ''
  }
}

function code(cell: CodeCell, index: number, context: CellContext): string {
  const { input, output } = visibility(cell)
  const outputs = output === 'removed' ? [] : renderOutputs(cell, index, context)
  const source = input === 'removed' || cell.source.trim() === '' ? '' : sourceBlock(cell, input, context.language)
  if (source === '' && outputs.length === 0) return ''
  const below = outputs.length === 0 ? '' : `<div class="outputs">${outputs.join('\n')}</div>`
  return `<section class="cell" id="report-cell-${escapeHtml(cell.id)}" aria-label="Code cell ${index + 1}">${source}${output === 'folded' && below !== '' ? folded('Show output', below) : below}</section>\n`
}

function renderOutputs(cell: CodeCell, index: number, { csp, markdown, directory }: CellContext): string[] {
  const label = cell.outputs.length === 1 ? `Output of cell ${index + 1}` : `An output of cell ${index + 1}`
  const context = { csp, markdown, embed: imageEmbedder({}, directory), label }
  return cell.outputs.map(output => renderOutput(output, context)).filter(html => html !== '')
}

/** `details`, so that folding works without scripts and by keyboard. */
function sourceBlock(cell: CodeCell, shown: Shown, language: string): string {
  const text = cell.source.replace(/\s+$/, '')
  const count = text.split('\n').length
  const number = cell.execution_count === null ? '' : ` <span class="count">[${cell.execution_count}]</span>`
  return (
    `<details class="source"${shown === 'folded' ? '' : ' open'}><summary><span class="fold">Code</span>${number}` +
    `<span class="lines">${count} line${count === 1 ? '' : 's'}</span></summary>` +
    `<pre><code>${highlightCell(text, language)}</code></pre></details>`
  )
}

function folded(label: string, html: string): string {
  return `<details class="folded"><summary>${label}</summary>${html}</details>\n`
}
