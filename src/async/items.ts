/** What the helpers are given to wait for. */

import { isThenable } from '../capture/compiled-frame.ts'
import { Task } from '../tasks/task.ts'
import { describe } from './check.ts'

/** @throws TypeError */
export function checkItem(caller: string, index: number, item: unknown): void {
  if (typeof item !== 'function' && !isThenable(item))
    throw new TypeError(`${caller}: items[${index}] has to be a function, a task or a promise, not ${describe(item)}`)
}

/** A promise goes on whatever happens; a task can be cancelled. */
export function cancelTask(item: unknown, reason: unknown): void {
  if (item instanceof Task) item.cancel(reason)
}
