/** Jobs of one short call, one after the other: how their host waits for them. */

import { setImmediate } from 'node:timers'
import { environment } from '../environment.ts'
import { Wakefulness } from './wakefulness.ts'

/** For so long neither side sleeps (ms). */
export const AWAKE = 0.25

/** Keeps the event loop turning for a moment, so that it need not be woken; everything else goes on. */
export class Turning {
  #until = 0
  #turns = false

  begin(): void {
    this.#until = performance.now() + AWAKE
    if (this.#turns) return
    this.#turns = true
    setImmediate(this.#turn)
  }

  end(): void {
    this.#until = 0
  }

  readonly #turn = (): void => {
    this.#turns = performance.now() < this.#until
    if (this.#turns) setImmediate(this.#turn)
  }
}

export class RoundTrips {
  readonly #wakefulness = new Wakefulness()
  readonly #turning = new Turning()
  #possible: boolean | undefined
  #began: number | undefined

  /** Neither side is to sleep. */
  get awake(): boolean {
    return this.#wakefulness.awake
  }

  begin(): void {
    this.#possible ??= environment().parallelism() > 1
    if (!this.#possible) return
    this.#began = performance.now()
    if (this.awake) this.#turning.begin()
  }

  /** There is more than that one. */
  mixed(): void {
    this.#began = undefined
  }

  end(): void {
    if (this.#began === undefined) return
    this.#wakefulness.note(performance.now() - this.#began)
    this.#began = undefined
    this.#turning.end()
  }
}
