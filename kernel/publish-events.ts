import type { CellRegistry } from './cell-registry.ts'
import type { Iopub } from './channels/iopub.ts'
import { errorContent } from './handlers/execute.ts'
import type { InputRequestEvent } from './handlers/stdin.ts'
import type { CellId, CommMessage, SessionEvent, SessionListener } from './interpreter.ts'

export interface PublishOptions {
  readonly iopub: Pick<Iopub, 'publish' | 'stream'>
  readonly cells: Pick<CellRegistry, 'origin'>
  readonly askForInput: (event: InputRequestEvent) => void
}

/** What a session says, as messages of the cell on whose behalf it says it. */
export function publishEvents({ iopub, cells, askForInput }: PublishOptions): SessionListener {
  return event => {
    switch (event.type) {
      case 'stream':
        return iopub.stream({ name: event.name, text: event.text }, cells.origin(event.cell).parent)
      case 'display':
        return publishDisplay(event)
      case 'result': {
        const { parent, executionCount, silent } = cells.origin(event.cell)
        const { data, metadata = {} } = event.display
        if (!silent) iopub.publish('execute_result', { execution_count: executionCount, data, metadata }, parent)
        return
      }
      case 'clear-output':
        return iopub.publish('clear_output', { wait: event.wait }, cells.origin(event.cell).parent)
      case 'late-error':
        return iopub.publish('error', errorContent(event.error), cells.origin(event.cell).parent)
      case 'input-request':
        return askForInput(event)
      case 'comm':
        return publishComm(event.cell, event.message)
      case 'session-restarted':
        return iopub.stream({ name: 'stderr', text: `The session was restarted: ${event.reason}\n` }, cells.origin(LATEST).parent)
    }
  }

  function publishDisplay({ cell, display, displayId, update }: Extract<SessionEvent, { type: 'display' }>): void {
    const transient = displayId === undefined ? {} : { display_id: displayId }
    const content = { data: display.data, metadata: display.metadata ?? {}, transient }
    iopub.publish(update ? 'update_display_data' : 'display_data', content, cells.origin(cell).parent)
  }

  function publishComm(cell: CellId, message: CommMessage): void {
    const { parent } = cells.origin(cell)
    const { commId: comm_id, data, metadata, buffers } = message
    if (message.kind === 'open')
      iopub.publish('comm_open', { comm_id, target_name: message.targetName, data }, parent, { metadata, buffers })
    else iopub.publish(message.kind === 'msg' ? 'comm_msg' : 'comm_close', { comm_id, data }, parent, { metadata, buffers })
  }
}

/** No cell has this id; the registry answers with the latest. */
const LATEST = 0
