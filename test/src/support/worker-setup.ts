import type { WorkerHooks } from '../../../src/environment.ts'

/** Notes in shared memory: the owner, the label's length, and that a task ended. */
export function setUp(data: unknown): WorkerHooks {
  const memory = new Int32Array(data as SharedArrayBuffer)
  return {
    beginTask({ owner, label }) {
      memory[0] = owner
      memory[1] = label.length
    },
    endTask() {
      memory[2] = 1
    },
  }
}
