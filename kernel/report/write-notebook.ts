import writeFileAtomic from 'write-file-atomic'
import { type Bundle, type Cell, isJsonMime, type Notebook, type Output } from './notebook.ts'

/** Replaces `file` at once: a reader sees the old notebook or the new one, never a part. */
export async function writeNotebook(file: string, notebook: Notebook): Promise<void> {
  await writeFileAtomic(file, formatNotebook(notebook))
}

/** The text that Jupyter itself would save: sorted keys, one space of indent, texts as arrays of lines. */
export function formatNotebook(notebook: Notebook): string {
  const onDisk = { ...notebook, cells: notebook.cells.map(cellOnDisk) }
  return `${JSON.stringify(sortKeys(onDisk), null, 1)}\n`
}

function cellOnDisk(cell: Cell): unknown {
  const source = splitLines(cell.source)
  if (cell.cell_type === 'code') return { ...cell, source, outputs: cell.outputs.map(outputOnDisk) }
  if (cell.attachments === undefined) return { ...cell, source }
  const attachments = Object.entries(cell.attachments).map(([name, bundle]) => [name, bundleOnDisk(bundle)])
  return { ...cell, source, attachments: Object.fromEntries(attachments) }
}

function outputOnDisk(output: Output): unknown {
  switch (output.output_type) {
    case 'stream':
      return { ...output, text: splitLines(output.text) }
    case 'display_data':
    case 'execute_result':
      return { ...output, data: bundleOnDisk(output.data) }
    case 'error':
      return output
  }
}

function bundleOnDisk(bundle: Bundle): Bundle {
  return Object.fromEntries(Object.entries(bundle).map(([type, data]) => [type, isSplit(type, data) ? splitLines(data) : data]))
}

function isSplit(type: string, data: unknown): data is string {
  return (
    typeof data === 'string' &&
    !isJsonMime(type) &&
    (type.startsWith('text/') || type === 'application/javascript' || type === 'image/svg+xml')
  )
}

/** Python's `str.splitlines(True)`, so that saving in Jupyter afterwards changes nothing. */
function splitLines(text: string): string[] {
  return (
    text.match(
      /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+$/g,
    ) ?? []
  )
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  // Not localeCompare: Jupyter sorts by code point. An own __proto__ key stays one in fromEntries.
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sortKeys(item)]))
}
