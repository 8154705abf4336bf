/** node:worker_threads with nothing around them: what any pool of threads can at most reach. */

import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Runner } from './contender.ts'
import type { TaskName } from './tasks.ts'

interface Answer {
  readonly id: number
  readonly results: readonly unknown[]
}

export function rawThreads(folder: string): Runner {
  const workers = [0, 1].map(() => new Worker(join(folder, 'raw-thread.cjs')))
  const waiting = new Map<number, () => void>()
  let sent = 0
  for (const worker of workers)
    worker.on('message', ({ id }: Answer) => {
      const answered = waiting.get(id)
      waiting.delete(id)
      answered?.()
    })

  function send(worker: Worker, task: TaskName, inputs: readonly number[]): Promise<void> {
    return new Promise(resolve => {
      const id = sent++
      waiting.set(id, resolve)
      worker.postMessage({ id, task, inputs })
    })
  }

  /** Batches of `size`, each worker having `ahead` of them. */
  async function batches(task: TaskName, inputs: readonly number[], size: number, ahead: number): Promise<void> {
    let next = 0
    const lane = async (worker: Worker): Promise<void> => {
      while (next < inputs.length) {
        const from = next
        next += size
        await send(worker, task, inputs.slice(from, from + size))
      }
    }
    await Promise.all(workers.flatMap(worker => Array.from({ length: ahead }, () => lane(worker))))
  }

  return {
    name: 'raw worker_threads',
    run: (task, input) => send(workers[sent % workers.length] as Worker, task, [input]),
    map: (task, inputs) => batches(task, inputs, 256, 2),
    mapLong: (task, inputs) => batches(task, inputs, 1, 1),
    close: () => Promise.all(workers.map(worker => worker.terminate())),
  }
}
