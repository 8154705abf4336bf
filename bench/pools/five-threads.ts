/** Five new threads and what each computes, none started ahead. */

import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { prewarm, spawnThread } from '../../src/spawn/spawn-thread.ts'
import { withTask } from '../../src/tasks/context.ts'
import { rotated, rounds, type SectionContext } from './rounds.ts'

const count = 5

export async function fiveThreads({ workers, effort, record }: SectionContext): Promise<void> {
  const ways = {
    'tsloom spawnThread': async () => {
      await spawnThread.with({ count })(withTask(({ index }) => index * 2))
    },
    'bare new Worker': async () => {
      const threads = Array.from({ length: count }, (_, workerData) => new Worker(join(workers, 'bare-thread.cjs'), { workerData }))
      await Promise.all(threads.map(thread => once(thread, 'message')))
    },
  }
  const names = Object.keys(ways) as (keyof typeof ways)[]
  for (const round of [-1, ...rounds(10, effort)]) {
    for (const name of rotated(names, Math.max(0, round))) {
      const begun = performance.now()
      await ways[name]()
      const taken = performance.now() - begun
      if (round >= 0) record.add('five.cold', name, [taken])
      // Without the spares that the library keeps once threads were wanted.
      await delay(50)
      await prewarm(0)
    }
  }
}
