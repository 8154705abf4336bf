/**
 * nbformat 4.5 as tsloom holds it in memory: texts are whole strings (files store arrays of lines), every cell has
 * an id, and fields that older minors may omit are there.
 */

export interface Notebook {
  readonly nbformat: 4
  readonly nbformat_minor: number
  readonly metadata: NotebookMetadata
  readonly cells: readonly Cell[]
}

export interface NotebookMetadata {
  readonly kernelspec?: { readonly name: string; readonly display_name: string; readonly [key: string]: unknown }
  readonly language_info?: { readonly name: string; readonly version?: string; readonly [key: string]: unknown }
  readonly title?: string
  readonly [key: string]: unknown
}

export interface CellMetadata {
  readonly tags?: readonly string[]
  readonly [key: string]: unknown
}

/** File name → MIME type → base64 or text. */
export type Attachments = Readonly<Record<string, Bundle>>

export interface CodeCell {
  readonly cell_type: 'code'
  readonly id: string
  readonly metadata: CellMetadata
  readonly source: string
  readonly execution_count: number | null
  readonly outputs: readonly Output[]
}

export interface MarkdownCell {
  readonly cell_type: 'markdown'
  readonly id: string
  readonly metadata: CellMetadata
  readonly source: string
  readonly attachments?: Attachments
}

export interface RawCell {
  readonly cell_type: 'raw'
  readonly id: string
  readonly metadata: CellMetadata
  readonly source: string
  readonly attachments?: Attachments
}

export type Cell = CodeCell | MarkdownCell | RawCell

/** MIME type → content: a string, or any JSON value where the type is JSON. */
export type Bundle = Readonly<Record<string, unknown>>

export interface StreamOutput {
  readonly output_type: 'stream'
  readonly name: 'stdout' | 'stderr'
  readonly text: string
}

export interface DisplayOutput {
  readonly output_type: 'display_data'
  readonly data: Bundle
  readonly metadata: Readonly<Record<string, unknown>>
}

export interface ResultOutput {
  readonly output_type: 'execute_result'
  readonly execution_count: number | null
  readonly data: Bundle
  readonly metadata: Readonly<Record<string, unknown>>
}

export interface ErrorOutput {
  readonly output_type: 'error'
  readonly ename: string
  readonly evalue: string
  readonly traceback: readonly string[]
}

export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput

/** A MIME type whose content is a JSON value rather than text. */
export function isJsonMime(type: string): boolean {
  return type === 'application/json' || (type.startsWith('application/') && type.endsWith('+json'))
}
