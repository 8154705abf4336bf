/** Failures of the shared-memory primitives. */

import { TsloomError } from '../errors.ts'

/** The thread that held the lock ended without releasing it. Told to one who asks; the lock is free after that. */
export class HolderLostError extends TsloomError {
  constructor(message: string, options?: ErrorOptions) {
    super('TSLOOM_HOLDER_LOST', message, options)
  }
}

/** A party of the barrier was lost, gave up waiting, or called `abort()`; nobody gets through until `reset()`. */
export class BrokenBarrierError extends TsloomError {
  constructor(message: string, options?: ErrorOptions) {
    super('TSLOOM_BARRIER_BROKEN', message, options)
  }
}

/** Given back what this thread does not hold, or waited on a condition without its mutex. */
export class NotHeldError extends TsloomError {
  constructor(message: string, options?: ErrorOptions) {
    super('TSLOOM_NOT_HELD', message, options)
  }
}

/** A `…Sync` call would have blocked the main thread, or this thread for ever. */
export class WouldBlockError extends TsloomError {
  constructor(message: string, options?: ErrorOptions) {
    super('TSLOOM_WOULD_BLOCK', message, options)
  }
}

/** What was waited for did not come within `timeout`. */
export class WaitTimeoutError extends TsloomError {
  /** Milliseconds. */
  readonly timeout: number

  constructor(message: string, timeout: number, options?: ErrorOptions) {
    super('TSLOOM_TIMEOUT', message, options)
    this.timeout = timeout
  }
}
