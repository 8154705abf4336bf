import type { Cell } from './notebook.ts'

export type Shown = 'shown' | 'folded' | 'removed'

/** What a cell's tags ask for. */
export interface Visibility {
  readonly cell: Shown
  readonly input: Shown
  readonly output: Shown
}

/** The tags of Jupyter Book and nbconvert, with - or _; JupyterLab's own collapsing counts as hiding. */
export function visibility(cell: Cell): Visibility {
  const tags = new Set((cell.metadata.tags ?? []).map(tag => tag.replaceAll('_', '-')))
  const collapsed = cell.metadata.jupyter as { readonly source_hidden?: unknown; readonly outputs_hidden?: unknown } | undefined
  const state = (part: string, isCollapsed = false): Shown => {
    if (tags.has(`remove-${part}`)) return 'removed'
    return tags.has(`hide-${part}`) || isCollapsed ? 'folded' : 'shown'
  }
  return {
    cell: state('cell'),
    input: state('input', collapsed?.source_hidden === true),
    output: state('output', collapsed?.outputs_hidden === true),
  }
}
