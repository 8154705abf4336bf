import assert from 'node:assert/strict'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Of one round; what is kept of each would be seen after so many. */
const KEPT_OF_A_ROUND = 300_000
const ROUNDS = 5

/** The heap holds no more after several rounds than after the first ones, which fill caches. */
export async function memoryReturns(round: () => Promise<void>): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heapAfter = async (rounds: number): Promise<number> => {
    for (let done = 0; done < rounds; done++) await round()
    // Finalizers and what they let go take turns.
    for (let turn = 0; turn < 3; turn++) {
      await new Promise(resolve => setImmediate(resolve))
      collect()
    }
    return process.memoryUsage().heapUsed
  }
  const before = await heapAfter(2)
  const kept = ((await heapAfter(ROUNDS)) - before) / ROUNDS
  assert.ok(kept < KEPT_OF_A_ROUND, `each round keeps ${Math.round(kept / 1000)} kB`)
}
