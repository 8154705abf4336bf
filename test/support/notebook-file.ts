/** The text of a notebook file with these code cells; a cell may have tags. */
export function notebookFile(cells: readonly (string | { readonly source: string; readonly tags: readonly string[] })[]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'tsloom', display_name: 'TypeScript (tsloom)', language: 'typescript' } },
    cells: cells.map((cell, index) => ({
      cell_type: 'code',
      id: `cell-${index}`,
      metadata: typeof cell === 'string' ? {} : { tags: cell.tags },
      source: typeof cell === 'string' ? cell : cell.source,
      execution_count: null,
      outputs: [],
    })),
  })
}
