/** One thing at a time, in order; what can wait is done when nothing else does. */

export interface Queue {
  add<T>(task: () => Promise<T>): Promise<T>
  /** Runs when the queue is empty, before anything that comes after that. Failures are its own affair. */
  later(task: () => Promise<void>): void
}

export function createQueue(): Queue {
  let tail: Promise<unknown> = Promise.resolve()
  let waiting = 0
  const idle: (() => Promise<void>)[] = []

  function add<T>(task: () => Promise<T>): Promise<T> {
    waiting++
    const result = tail.then(task).finally(() => {
      waiting--
      if (waiting === 0) runIdle()
    })
    tail = result.catch(() => {})
    return result
  }

  function runIdle(): void {
    const task = idle.shift()
    if (task) add(task).catch(() => {})
  }

  return {
    add,
    later(task) {
      idle.push(task)
      if (waiting === 0) runIdle()
    },
  }
}
