/** What every pool of workers holds to, whatever its workers are. */

import type { PoolUnderTest } from './contract-support.ts'
import { mapContract } from './map-contract.ts'
import { taskContract } from './task-contract.ts'
import { workerContract } from './worker-contract.ts'

/** Each kind of pool runs all of it: `poolContract({ name: 'ThreadPool', … })`. */
export function poolContract(pool: PoolUnderTest): void {
  taskContract(pool)
  mapContract(pool)
  workerContract(pool)
}
