/** A generator in a worker: sends what it yields, a little ahead of what its host has taken. */

import type { StopSignal } from '../tasks/stop-signal.ts'
import { type AnyGenerator, runGenerator } from './run-generator.ts'

/** How many values may be under way: enough to hide the way there and back. */
const AHEAD = 16

export interface StreamOptions {
  readonly stop: StopSignal
  enter(): void
  send(value: unknown): void
}

export class WorkerStream {
  #underWay = 0
  #resume = (): void => {}

  /** The host has taken one. */
  taken(): void {
    this.#underWay--
    this.#resume()
  }

  /** @throws what the generator throws, and the reason of its being stopped */
  async run(generator: AnyGenerator, { stop, enter, send }: StreamOptions): Promise<void> {
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
  }
}
