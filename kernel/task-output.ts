/** What tasks print, on its way to the cells: by worker or in the order of the tasks where a cell wants it so. */

import type { CellId, SessionEvent, SessionListener } from './interpreter.ts'
import type { HostEvent, OutputSource } from './session/wire.ts'

type StreamEvent = Extract<HostEvent, { readonly type: 'stream' }>
type Wanted = Omit<Extract<HostEvent, { readonly type: 'task-output' }>, 'type' | 'cell'>

export type TaskOutputEvent = SessionEvent | StreamEvent

export interface TaskOutput {
  /** That cell runs now. */
  begin(cell: CellId): void
  want(cell: CellId, wanted: Wanted): void
  pass(event: TaskOutputEvent): void
  /** The cell ended: what was gathered is handed on. */
  end(cell: CellId): void
}

/** What one worker printed for one task, in a row. */
interface Piece {
  readonly source: OutputSource
  readonly name: 'stdout' | 'stderr'
  text: string
}

interface CellOutput {
  readonly wanted: Wanted
  readonly pieces: Piece[]
}

export function createTaskOutput(listener: SessionListener): TaskOutput {
  const cells = new Map<CellId, CellOutput>()
  let running: CellId = 0

  function hand(event: SessionEvent): void {
    const late = 'cell' in event && event.cell !== running && cells.get(event.cell)?.wanted.to === 'current'
    listener(late ? { ...event, cell: running } : event)
  }

  return {
    begin(cell) {
      running = cell
    },
    want(cell, wanted) {
      cells.set(cell, { wanted: { ...cells.get(cell)?.wanted, ...wanted }, pieces: cells.get(cell)?.pieces ?? [] })
    },
    pass(event) {
      if (event.type !== 'stream' || !('source' in event) || event.source === undefined) return hand(event)
      const { source, ...plain } = event
      const output = cells.get(event.cell)
      if (output?.wanted.group === undefined || event.cell !== running) return hand(plain)
      const last = output.pieces.findLast(piece => piece.source.worker === source.worker)
      if (last?.source.index === source.index && last.name === event.name) last.text += event.text
      else output.pieces.push({ source, name: event.name, text: event.text })
    },
    end(cell) {
      const output = cells.get(cell)
      if (output === undefined) return
      const { pieces, wanted } = output
      for (const { name, text } of wanted.group === 'worker' ? byWorker(pieces) : inOrder(pieces))
        hand({ type: 'stream', cell, name, text })
      if (wanted.to === 'current') cells.set(cell, { wanted: { to: 'current' }, pieces: [] })
      else cells.delete(cell)
    },
  }
}

type Printed = Pick<Piece, 'name' | 'text'>

function inOrder(pieces: readonly Piece[]): readonly Printed[] {
  return pieces.toSorted((a, b) => a.source.index - b.source.index).map(whole)
}

function byWorker(pieces: readonly Piece[]): readonly Printed[] {
  const workers = new Map<string, Piece[]>()
  for (const piece of pieces) workers.set(piece.source.worker, [...(workers.get(piece.source.worker) ?? []), piece])
  const names = [...workers.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  return names.flatMap(worker => [
    { name: 'stdout', text: `\u001b[2m── ${worker} ──\u001b[22m\n` } as const,
    ...(workers.get(worker) ?? []).map(whole),
  ])
}

/** What the next one prints starts on a line of its own. */
function whole({ name, text }: Piece): Printed {
  return { name, text: text.endsWith('\n') ? text : `${text}\n` }
}
