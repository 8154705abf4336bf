import { AsyncPool } from '../../src/pools/async-pool.ts'
import type { Pool } from '../../src/pools/pool.ts'
import { ProcessPool } from '../../src/pools/process-pool.ts'
import { ThreadPool } from '../../src/pools/thread-pool.ts'
import type { Runner } from './contender.ts'
import { tasks } from './tasks.ts'

function runner(name: string, pool: Pool): Runner {
  return {
    name,
    run: (task, input) => pool.submit<[number], number | Promise<number>>(tasks[task], input),
    map: (task, inputs) => pool.map<number, number | Promise<number>>(tasks[task], [...inputs]),
    close: () => pool.close(),
  }
}

export const threadPool = (): Runner => runner('tsloom ThreadPool', new ThreadPool({ workers: 2 }))
export const processPool = (): Runner => runner('tsloom ProcessPool', new ProcessPool({ workers: 2 }))
export const crowdedThreadPool = (): Runner => runner('tsloom ThreadPool(500)', new ThreadPool({ workers: 2, concurrency: 500 }))
export const asyncPool = (): Runner => runner('tsloom AsyncPool', new AsyncPool())
