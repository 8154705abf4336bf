/** What is measured. */

import { setTimeout as delay } from 'node:timers/promises'
import { arrays } from './arrays.ts'
import { cells } from './cells.ts'
import { closures } from './closures.ts'
import { type Contender, contender, type Runner } from './contender.ts'
import { fiveThreads } from './five-threads.ts'
import { piscina, poolifier, tinypool, workerFarm, workerpool } from './peers.ts'
import type { Python } from './python.ts'
import { rawThreads } from './raw-threads.ts'
import { compete, type SectionContext } from './rounds.ts'
import { burn, nap, sizes } from './tasks.ts'
import { asyncPool, crowdedThreadPool, processPool, threadPool } from './tsloom.ts'

export interface Section {
  readonly name: string
  readonly summary: string
  run(context: SectionContext, python: Python | undefined): Promise<void>
}

export const sections: readonly Section[] = [
  { name: 'threads', summary: 'five new threads', run: fiveThreads },
  { name: 'cells', summary: '%%thread, %%async and closures, through a kernel', run: cells },
  { name: 'trivial', summary: `${sizes.map} trivial tasks by map, by submits; one by one`, run: trivial },
  { name: 'cpu', summary: `a job of ${sizes.cpu} tasks that compute`, run: cpu },
  { name: 'sleeps', summary: `${sizes.sleeps} sleeps of ${sizes.nap} ms`, run: sleeps },
  { name: 'arrays', summary: '64 MB to a worker and back', run: arrays },
  { name: 'closures', summary: 'functions and data that a worker does not have yet', run: closures },
]

async function trivial(context: SectionContext, python: Python | undefined): Promise<void> {
  const { root, workers } = context
  const runners = [
    threadPool(),
    processPool(),
    rawThreads(workers),
    await piscina(root, workers),
    await tinypool(root, workers),
    workerpool(root, workers, 'thread'),
    poolifier(root, workers),
    workerFarm(workers),
    workerpool(root, workers, 'process'),
  ]
  const slow = { submit: 2 }
  const pythons = python
    ? [
        python.contender('multiprocessing.Pool', slow),
        python.contender('ProcessPoolExecutor', slow),
        python.contender('ThreadPoolExecutor', { map: 2 }),
      ]
    : []
  await withAll([...runners.map(runner => contender(runner)), ...pythons], async contenders => {
    await compete(context, 'map', contenders, 8)
    await compete(context, 'one', contenders, 8)
    await compete(context, 'submit', contenders, 4)
  })
}

async function cpu(context: SectionContext, python: Python | undefined): Promise<void> {
  const { root, workers } = context
  const alone: Runner = {
    name: 'alone',
    run: (_, steps) => Promise.resolve(burn(steps)),
    close: async () => {},
  }
  const judged = [threadPool(), processPool(), rawThreads(workers)]
  const others = [alone, await piscina(root, workers), workerFarm(workers)]
  const names = ['python alone', 'ThreadPoolExecutor', 'ProcessPoolExecutor', 'multiprocessing.Pool']
  const pythons = python ? names.map(name => python.contender(name, { cpu: 3 })) : []
  const all = [...judged.map(runner => contender(runner)), ...others.map(runner => contender(runner, { cpu: 4 })), ...pythons]
  await withAll(all, contenders => compete(context, 'cpu', contenders, 14))
}

async function sleeps(context: SectionContext, python: Python | undefined): Promise<void> {
  const { root, workers } = context
  const loop: Runner = { name: 'bare event loop', run: (_, milliseconds) => nap(milliseconds), close: async () => {} }
  const crowded = { concurrentTasksPerWorker: 500 }
  const runners = [loop, asyncPool(), crowdedThreadPool(), await piscina(root, workers, 'piscina(500)', crowded), poolifier(root, workers)]
  const pythons = python ? [python.contender('asyncio'), python.contender('ThreadPoolExecutor(500)')] : []
  await withAll([...runners.map(runner => contender(runner)), ...pythons], contenders => compete(context, 'sleeps', contenders, 8))
}

async function withAll(contenders: readonly Contender[], work: (contenders: readonly Contender[]) => Promise<void>): Promise<void> {
  try {
    await work(contenders)
  } finally {
    // One that hangs may not close either; the benchmark's process ends with the last section.
    await Promise.race([Promise.all(contenders.map(contender => contender.close())), delay(5000, undefined, { ref: false })])
  }
}
