/** What workers print and show of stacks has the positions of what ran there; here they become those of the cells. */

import { type CellMap, originalPosition } from './compile/cell-map.ts'
import { mapPositions } from './script-name.ts'
import type { TaskOutputEvent } from './task-output.ts'

export interface OutputPositions {
  /** Remembers how to read positions in the script of that cell. */
  add(name: string, map: CellMap): void
  inCells(event: TaskOutputEvent): TaskOutputEvent
  clear(): void
}

export function createOutputPositions(): OutputPositions {
  const maps = new Map<string, CellMap>()
  const mapped = (text: string): string =>
    mapPositions(text, (name, line, column) => {
      const map = maps.get(name)
      return map && originalPosition(map, line, column)
    })

  return {
    add: (name, map) => void maps.set(name, map),
    clear: () => maps.clear(),
    inCells(event) {
      if (event.type === 'stream') return { ...event, text: mapped(event.text) }
      if (event.type !== 'result' && event.type !== 'display') return event
      const { data } = event.display
      const plain = data['text/plain']
      if (typeof plain !== 'string') return event
      return { ...event, display: { ...event.display, data: { ...data, 'text/plain': mapped(plain) } } }
    },
  }
}
