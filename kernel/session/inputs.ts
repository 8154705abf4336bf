/** Questions to the person at the notebook, one at a time. */

import type { Cells } from './cells.ts'
import type { EventWriter } from './event-writer.ts'

export interface Inputs {
  ask(prompt: string, password: boolean): Promise<string>
  reply(value: string): void
  /** The front end cannot be asked. */
  refuse(reason: string): void
}

export function createInputs(cells: Cells, writer: EventWriter): Inputs {
  let open: { readonly resolve: (value: string) => void; readonly reject: (error: Error) => void } | undefined
  let queue: Promise<unknown> = Promise.resolve()

  const question = (prompt: string, password: boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const { signal, id } = cells.current
      open = { resolve, reject }
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      writer.send({ type: 'input-request', cell: id, prompt, password })
    })

  return {
    ask(prompt, password) {
      const asked = queue.then(() => question(prompt, password))
      queue = asked.catch(() => {})
      return asked
    },
    reply: value => open?.resolve(value),
    refuse: reason => open?.reject(new Error(`input(): ${reason}`)),
  }
}
