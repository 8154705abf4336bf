import type { Owner } from '../environment.ts'
import { WorkerLostError } from '../errors.ts'
import { execute } from '../workers/execute.ts'
import type { Pack } from '../workers/payload.ts'
import type { WorkerHost } from '../workers/worker-host.ts'

export interface Init {
  readonly init: () => unknown
  readonly pack: Pack
  readonly owner: Owner
  readonly label: string
}

/** Runs a pool's `init` on a new worker. Rejects with what it throws, told as the worker's loss. */
export function prepareWorker(host: WorkerHost, { init, pack, owner, label }: Init): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      const why = error instanceof Error ? error.message : String(error)
      reject(error instanceof WorkerLostError ? error : new WorkerLostError(`init of ${host.name} failed: ${why}`, { cause: error }))
    }
    const packed = pack(init)
    const { encoded } = packed.encode([[]], 'arguments')
    execute(
      host,
      {
        payload: packed.payload(encoded, []),
        mode: 'sequence',
        wantsTask: false,
        calls: 1,
        single: false,
        timed: false,
        discard: true,
        context: { index: 0, count: 1, apart: true },
        owner,
        label,
      },
      { timeout: undefined, nameOf: () => 'init' },
      {
        started: () => {},
        done: () => resolve(),
        failed: (_, error) => fail(error),
        progress: () => {},
        yielded: () => undefined,
        returned: (_, { unstarted }) => fail(unstarted?.error),
        ended: () => {},
      },
    )
  })
}
