/** Whether and when a task that failed is run again. */

import { CancelledError, NotShippableError } from '../errors.ts'
import { checkCount } from '../tasks/options.ts'

export interface RetryOptions {
  /** How many times more a task is tried that fails. */
  readonly attempts: number
  /** Milliseconds before the first of them; default 100. */
  readonly delay?: number
  /** By which the delay grows each time; default 2. */
  readonly factor?: number
  /** Which failures are worth it; default: all. */
  readonly on?: (error: unknown) => boolean
}

/** A number: that many attempts more, with the default delays. */
export type Retries = number | RetryOptions

export interface Retry {
  /** Milliseconds until a call that has failed `attempt` times before is run again; undefined: it has failed for good. */
  delay(attempt: number, error: unknown): number | undefined
}

const LONGEST = 2 ** 31 - 1

/** @throws RangeError */
export function retryOf(retries: Retries | undefined): Retry | undefined {
  if (retries === undefined || retries === 0) return undefined
  const { attempts, delay = 100, factor = 2, on = () => true } = typeof retries === 'object' ? retries : { attempts: retries }
  if (attempts === undefined) throw new RangeError('retries.attempts is missing: how many times more a task is tried that fails')
  checkCount(typeof retries === 'object' ? 'retries.attempts' : 'retries', attempts, 0)
  if (!(delay >= 0 && delay <= LONGEST)) throw new RangeError(`retries.delay has to be milliseconds between 0 and ${LONGEST}, not ${delay}`)
  if (!(factor >= 1)) throw new RangeError(`retries.factor has to be at least 1, not ${factor}`)
  return {
    delay(attempt, error) {
      if (attempt >= attempts || error instanceof CancelledError || error instanceof NotShippableError || !on(error)) return undefined
      return Math.min(delay * factor ** attempt, LONGEST)
    },
  }
}
