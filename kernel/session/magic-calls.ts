/** Session magics between statements: the cell waits while the kernel runs one. */

import type { Cells } from './cells.ts'
import type { EventWriter } from './event-writer.ts'

export interface MagicCalls {
  call(index: number): Promise<void>
  /** The kernel's answer; `error`: what was wrong with it. */
  done(error: string | undefined): void
}

export function createMagicCalls(cells: Cells, writer: EventWriter): MagicCalls {
  const waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = []
  return {
    call: index =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        writer.send({ type: 'magic', cell: cells.current.id, index })
      }),
    done(error) {
      const next = waiting.shift()
      if (error === undefined) next?.resolve()
      else next?.reject(new Error(error))
    },
  }
}
