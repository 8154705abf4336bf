/** A generator's steps, one by one, each when the one before was taken. */

import type { StopSignal } from '../tasks/stop-signal.ts'

export type AnyGenerator = Generator<unknown, unknown, undefined> | AsyncGenerator<unknown, unknown, undefined>

export interface GeneratorSteps {
  /** Calls the generator as its task. */
  readonly within: <T>(fn: () => T) => T
  readonly stop: StopSignal
  /** A promise: the next step is to wait for it. */
  readonly yielded: (value: unknown) => Promise<void> | undefined
}

/** Throws the reason when it is stopped, after its `finally` blocks have run. */
export async function runGenerator(generator: AnyGenerator, { within, stop, yielded }: GeneratorSteps): Promise<void> {
  let wake = (): void => {}
  const forget = stop.onStop(() => wake())
  try {
    while (!stop.aborted) {
      const { done, value } = await within(() => generator.next())
      if (done === true) return
      const taken = yielded(await value)
      if (taken !== undefined && !stop.aborted)
        await new Promise<void>((resolve, reject) => {
          wake = resolve
          taken.then(resolve, reject)
        })
    }
    throw stop.reason
  } finally {
    forget()
    // Does nothing to one that has ended.
    await within(() => generator.return(undefined))
  }
}
