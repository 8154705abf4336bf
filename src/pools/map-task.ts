import type { CancelledError } from '../errors.ts'
import { type Arrivals, ManyTask } from '../tasks/many-task.ts'
import type { Reason, TaskControl } from '../tasks/task.ts'
import type { Outlet } from './outlet.ts'

/** A map, or a generator that streams, under way: await it for all results, or iterate it for each as it comes. */
export class MapTask<R> extends ManyTask<R> implements AsyncIterable<R> {
  readonly #outlet: Outlet<R>

  constructor(
    signal: AbortSignal | undefined,
    name: string,
    outlet: Outlet<R>,
    arrived: Arrivals<R>,
    run: (control: TaskControl<R[]>) => (error: CancelledError) => void,
  ) {
    super({ name, signal }, arrived, run)
    this.#outlet = outlet
  }

  // biome-ignore lint/suspicious/noThenProperty: a task is awaited as a promise is
  override then<A = R[], B = never>(
    fulfilled?: ((value: R[]) => A | PromiseLike<A>) | null,
    rejected?: ((reason: Reason) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#outlet.wantAll()
    return super.then(fulfilled, rejected)
  }

  /** Leaving the loop early cancels what is left. */
  [Symbol.asyncIterator](): AsyncIterator<R> {
    // What the loop throws is not to be reported once more as unhandled.
    super.then(undefined, () => {})
    return this.#outlet.iterate(() => this.cancel('its loop was left'))
  }
}
