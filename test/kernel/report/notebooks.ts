import type { Cell, CodeCell, MarkdownCell, Notebook, Output } from '../../../kernel/report/notebook.ts'

/** Notebooks for tests, from what matters in them. */
export function notebook(...cells: Cell[]): Notebook {
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: cells.map((cell, index) => ({ ...cell, id: `cell-${index}` })) }
}

export function markdown(source: string, more: Partial<MarkdownCell> = {}): MarkdownCell {
  return { cell_type: 'markdown', id: '', metadata: {}, source, ...more }
}

export function code(source: string, outputs: readonly Output[] = [], tags: readonly string[] = []): CodeCell {
  return { cell_type: 'code', id: '', metadata: { tags }, source, execution_count: 1, outputs }
}

export function display(data: Record<string, unknown>, metadata: Record<string, unknown> = {}): Output {
  return { output_type: 'display_data', data, metadata }
}

export function figure(layout: Record<string, unknown> = {}, more: Record<string, unknown> = {}): Output {
  return display({ 'application/vnd.plotly.v1+json': { data: [{ type: 'scatter', x: [1, 2, 3], y: [3, 1, 2] }], layout }, ...more })
}

export function stdout(text: string): Output {
  return { output_type: 'stream', name: 'stdout', text }
}
