import type { Bundle, Output } from './notebook.ts'

/** The iopub messages that change what a cell shows, as they come off the wire. */
export type OutputMessage =
  | { readonly msg_type: 'stream'; readonly content: { readonly name: 'stdout' | 'stderr'; readonly text: string } }
  | { readonly msg_type: 'display_data' | 'update_display_data'; readonly content: DisplayContent }
  | { readonly msg_type: 'execute_result'; readonly content: DisplayContent & { readonly execution_count: number } }
  | {
      readonly msg_type: 'error'
      readonly content: { readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] }
    }
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
  readonly shown: readonly Shown[]
  /** `clear_output` with `wait` came: the next output replaces what is shown. */
  readonly clearOnNext: boolean
}

export interface Shown {
  readonly output: Output
  readonly displayId?: string | undefined
}

export const noOutputs: OutputState = { cells: new Map() }

/** The state after `message`, whose parent is the execute_request of `cell` (a cell id). The old state stays as it was. */
export function applyOutput(state: OutputState, cell: string, message: OutputMessage): OutputState {
  switch (message.msg_type) {
    case 'stream':
      return show(state, cell, { output: { output_type: 'stream', ...streamFields(message.content) } })
    case 'display_data':
      return show(state, cell, {
        output: { output_type: 'display_data', ...bundleFields(message.content) },
        displayId: displayId(message.content),
      })
    case 'execute_result': {
      const { execution_count } = message.content
      const output: Output = { output_type: 'execute_result', execution_count, ...bundleFields(message.content) }
      return show(state, cell, { output, displayId: displayId(message.content) })
    }
    case 'error': {
      const { ename, evalue, traceback } = message.content
      return show(state, cell, { output: { output_type: 'error', ename, evalue, traceback } })
    }
    case 'update_display_data':
      return update(state, message.content)
    case 'clear_output': {
      const old = state.cells.get(cell)
      if (message.content.wait) return put(state, cell, { shown: old?.shown ?? [], clearOnNext: true })
      return put(state, cell, { shown: [], clearOnNext: false })
    }
  }
}

/** What to store as the cell's `outputs`. */
export function outputsOf(state: OutputState, cell: string): readonly Output[] {
  return state.cells.get(cell)?.shown.map(shown => shown.output) ?? []
}

function show(state: OutputState, cell: string, added: Shown): OutputState {
  const old = state.cells.get(cell)
  const shown = old === undefined || old.clearOnNext ? [] : old.shown
  const last = shown.at(-1)?.output
  const { output } = added
  if (output.output_type === 'stream' && last?.output_type === 'stream' && last.name === output.name) {
    const merged = { ...last, text: last.text + output.text }
    return put(state, cell, { shown: shown.with(-1, { output: merged }), clearOnNext: false })
  }
  return put(state, cell, { shown: [...shown, added], clearOnNext: false })
}

/** Every display with that id, in whichever cell, shows the new content; an unknown id changes nothing. */
function update(state: OutputState, content: DisplayContent): OutputState {
  const id = displayId(content)
  if (id === undefined) return state
  const cells = [...state.cells].map(([cell, outputs]): [string, CellOutputs] => {
    if (!outputs.shown.some(shown => shown.displayId === id)) return [cell, outputs]
    return [cell, { ...outputs, shown: outputs.shown.map(shown => (shown.displayId === id ? replaced(shown, content) : shown)) }]
  })
  return { cells: new Map(cells) }
}

function replaced(shown: Shown, content: DisplayContent): Shown {
  const { output } = shown
  if (output.output_type !== 'display_data' && output.output_type !== 'execute_result') return shown
  return { ...shown, output: { ...output, ...bundleFields(content) } }
}

function put(state: OutputState, cell: string, outputs: CellOutputs): OutputState {
  return { cells: new Map(state.cells).set(cell, outputs) }
}

function streamFields(content: { readonly name: 'stdout' | 'stderr'; readonly text: string }) {
  return { name: content.name, text: content.text }
}

function bundleFields(content: DisplayContent) {
  return { data: content.data, metadata: content.metadata ?? {} }
}

function displayId(content: DisplayContent): string | undefined {
  return content.transient?.display_id
}
