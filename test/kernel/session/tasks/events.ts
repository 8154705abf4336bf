import { createCellTasks, type TaskCounts } from '../../../../kernel/session/tasks/cell-tasks.ts'
import type { TaskEvent } from '../../../../src/tasks/events.ts'

type Event = TaskEvent extends infer E ? (E extends TaskEvent ? Omit<E, 'owner' | 'name'> & { readonly name?: string } : never) : never

/** Times count from 0. */
export function cellTasks(events: readonly Event[], keepBars = true): TaskCounts {
  const tasks = createCellTasks(0)
  tasks.keepBars = keepBars
  for (const event of events) tasks.take({ owner: 1, name: 'work', ...event } as TaskEvent)
  return tasks
}

/** A task from its start to its end. */
export function whole(
  task: number,
  worker: string,
  started: number,
  ended: number,
  status: 'done' | 'failed' | 'cancelled' = 'done',
): Event[] {
  return [
    { type: 'queued', task, at: 0 },
    { type: 'started', task, worker, at: started },
    { type: 'ended', task, status, at: ended },
  ]
}
