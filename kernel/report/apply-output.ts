import type { Bundle, Output } from './notebook.ts'

/** The iopub messages that change what a cell shows, as they come off the wire. */
export type OutputMessage =
  | { readonly msg_type: 'stream'; readonly content: { readonly name: 'stdout' | 'stderr'; readonly text: string } }
  | { readonly msg_type: 'display_data' | 'update_display_data'; readonly content: DisplayContent }
  | { readonly msg_type: 'execute_result'; readonly content: DisplayContent & { readonly execution_count: number } }
  | { readonly msg_type: 'error'; readonly content: { readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] } }
  | { readonly msg_type: 'clear_output'; readonly content: { readonly wait?: boolean } }

export interface DisplayContent {
  readonly data: Bundle
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  readonly transient?: { readonly display_id?: string | undefined; readonly [key: string]: unknown } | undefined
}

/** What the cells of one run show so far. `update_display_data` of one cell may change another's. */
export interface OutputState {
  readonly cells: ReadonlyMap<string, CellOutputs>
}

export interface CellOutputs {
  readonly shown: readonly { readonly output: Output; readonly displayId?: string }[]
  /** `clear_output` with `wait` came: the next output replaces what is shown. */
  readonly clearOnNext: boolean
}

export const noOutputs: OutputState = { cells: new Map() }

/** The state after `message`, whose parent is the execute_request of `cell` (a cell id). The old state stays as it was. */
export function applyOutput(state: OutputState, cell: string, message: OutputMessage): OutputState {
  void cell
  void message
  return state
}

/** What to store as the cell's `outputs`. */
export function outputsOf(state: OutputState, cell: string): readonly Output[] {
  return state.cells.get(cell)?.shown.map(shown => shown.output) ?? []
}
