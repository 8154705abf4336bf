/** A function on this thread's event loop, as a Task. */

import { clearTimeout, setTimeout } from 'node:timers'
import { environment } from '../environment.ts'
import { BODY, CancelledError } from '../errors.ts'
import { checkFunction } from '../tasks/options.ts'
import { StopSignal } from '../tasks/stop-signal.ts'
import { cancelledBy, Task } from '../tasks/task.ts'
import { reportTask } from '../tasks/track.ts'
import { CANCEL_GRACE } from '../workers/running-execution.ts'
import { type AnyFunction, callAsTask, comesOfStop } from './call.ts'
import { onAbort, type Stoppable } from './on-abort.ts'

export interface LoopTaskOptions {
  readonly f: AnyFunction
  readonly args: readonly unknown[]
  readonly index: number
  readonly signals: readonly Stoppable[]
  /** For errors: the method that was called. */
  readonly caller: string
  /** The code has ended, or it was cancelled and has had its time to clean up. `failure`: what it threw, not because of the stop. */
  ended(failure: { readonly error: unknown } | undefined): void
}

/** It starts in a microtask. A cancelled one rejects at once, while its code may still clean up. */
export function startLoopTask(options: LoopTaskOptions): Task<unknown> {
  const { f, index } = options
  const name = typeof f === 'function' && f.name !== '' ? f.name : index === BODY ? 'the body of a task group' : `task ${index}`
  return new Task<unknown>({ name }, outer => {
    // A group's body is not among its tasks.
    const control = index === BODY ? outer : reportTask(name, environment().owner(), outer)
    const stop = new StopSignal()
    const within = environment().taskCaller()
    let state: 'queued' | 'running' | 'ended' = 'queued'
    let grace: NodeJS.Timeout | undefined
    let unwatch = (): void => {}

    const end = (failure?: { readonly error: unknown }): void => {
      if (state === 'ended') return
      state = 'ended'
      clearTimeout(grace)
      unwatch()
      options.ended(failure)
    }
    const cancel = (error: CancelledError): void => {
      if (state === 'ended' || stop.aborted) return
      control.reject(error)
      stop.abort(error)
      if (state === 'queued') end()
      else grace = setTimeout(end, CANCEL_GRACE)
    }
    const done = (value: unknown): void => {
      if (!stop.aborted) control.resolve(value)
      end()
    }
    const fail = (error: unknown): void => {
      if (!stop.aborted) control.reject(error)
      const expected = error instanceof CancelledError || (stop.aborted && comesOfStop(error, stop.reason))
      end(expected ? undefined : { error })
    }
    queueMicrotask(() => {
      if (state !== 'queued') return
      state = 'running'
      control.start('main')
      try {
        checkFunction(f, options.caller)
        const context = { index, count: Number.POSITIVE_INFINITY, stop, within, progress: control.progress }
        Promise.resolve(callAsTask(f, context, options.args)).then(done, fail)
      } catch (error) {
        fail(error)
      }
    })
    unwatch = onAbort(options.signals, reason => cancel(cancelledBy(reason, name)))
    return cancel
  })
}
