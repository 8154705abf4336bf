/** What was printed in a worker goes through its main thread, or a pipe: whether all of it has left. */

import type { Writable } from 'node:stream'

/** Looks at the standard streams only once they have been used: making them takes a thread a millisecond. */
export class Printed {
  readonly #used = new Set<Writable>()

  constructor() {
    for (const name of ['stdout', 'stderr'] as const) {
      const { get } = Object.getOwnPropertyDescriptor(process, name) ?? {}
      if (get === undefined) continue
      const use = (): Writable => {
        const stream = get.call(process) as Writable
        this.#used.add(stream)
        return stream
      }
      Object.defineProperty(process, name, { get: use, configurable: true, enumerable: true })
    }
  }

  /** Undefined: it has. */
  left(): Promise<unknown> | undefined {
    const waiting = [...this.#used].filter(({ writableLength }) => writableLength > 0)
    return waiting.length === 0 ? undefined : Promise.all(waiting.map(written))
  }
}

function written(stream: Writable): Promise<void> {
  return new Promise(resolve => stream.write('', () => resolve()))
}
