/** A generator in a worker: sends what it yields, a little ahead of what its host has taken. */

import { StopSignal } from '../tasks/stop-signal.ts'
import { type AnyGenerator, runGenerator } from './run-generator.ts'

/** How many values may be under way: enough to hide the way there and back. */
const AHEAD = 16

export class WorkerStream {
  #underWay = 0
  #resume = (): void => {}

  /** The host has taken one. */
  taken(): void {
    this.#underWay--
    this.#resume()
  }

  /** @throws what the generator throws, and the signal's reason when that fires */
  async run(generator: AnyGenerator, options: { readonly signal: AbortSignal; enter(): void; send(value: unknown): void }): Promise<void> {
    const { signal, enter, send } = options
    const stop = new StopSignal()
    const abort = (): void => stop.abort(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    await runGenerator(generator, {
      stop,
      within(fn) {
        enter()
        return fn()
      },
      yielded: value => {
        send(value)
        if (++this.#underWay < AHEAD) return undefined
        return new Promise(resolve => {
          this.#resume = resolve
        })
      },
    })
    signal.removeEventListener('abort', abort)
  }
}
