/** A user's function, called in this thread. */

import type { CallWithin } from '../environment.ts'
import { progressOf, type TaskContext, unwrapTask } from '../tasks/context.ts'
import type { Progress } from '../tasks/events.ts'
import type { StopSignal } from '../tasks/stop-signal.ts'

export type AnyFunction = (...args: never[]) => unknown

export interface CallContext {
  readonly index: number
  readonly count: number
  readonly stop: StopSignal
  /** Of the work that the task belongs to. */
  readonly within: CallWithin
  readonly progress: (progress: Progress) => void
}

/**
 * Calls `f` as a task of its own: what it awaits in a notebook's code, and what it starts, ends when the signal fires.
 * One made by `withTask` gets its context before the arguments.
 */
export function callAsTask(f: AnyFunction, context: CallContext, args: readonly unknown[]): unknown {
  const { fn, wantsTask } = unwrapTask(f)
  const call = fn as (...args: unknown[]) => unknown
  return context.within(context.stop, () => (wantsTask ? call(taskContext(context), ...args) : call(...args)))
}

function taskContext({ index, count, stop, progress }: CallContext): TaskContext {
  return {
    index,
    count,
    get signal() {
      return stop.signal
    },
    worker: 'main',
    progress: told => progress(progressOf(told)),
  }
}

/** What a stopped function throws because of the stop: its signal's reason, or an AbortError made of that. */
export function comesOfStop(error: unknown, reason: unknown): boolean {
  return error === reason || (error instanceof Error && (error.name === 'AbortError' || error.cause === reason))
}
