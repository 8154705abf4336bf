/** What a worker thread runs. Its near side is `thread-host.ts`. */

import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { ToWorker } from './messages.ts'
import { NotShippableError } from '../errors.ts'
import { allFailed, type FromWorker, movedIn } from './messages.ts'
import type { ThreadData } from './thread-host.ts'
import { serveJobs } from './worker-side.ts'

const port = parentPort
if (port === null) throw new Error('thread-entry runs only as a worker thread')
const receive = await serveJobs((workerData as ThreadData).tsloom, {
  post,
  unref: () => port.unref(),
})
port.on('message', withKinds(receive))
port.postMessage({ type: 'ready' })

/** Mutexes and their like are loaded when the first arrives: a thread without them starts sooner. Messages keep their order. */
function withKinds(receive: (message: ToWorker) => void): (message: ToWorker) => void {
  let loaded: Promise<unknown> | undefined
  return message => {
    if (message.type === 'run' && (message.calls.some(isShared) || message.bindings.some(({ value }) => isShared(value))))
      loaded ??= import('../sync/kinds.ts')
    if (loaded === undefined) receive(message)
    else void loaded.then(() => receive(message))
  }
}

function isShared({ shared, bridged }: { readonly shared?: string; readonly bridged?: string }): boolean {
  return shared !== undefined || bridged !== undefined
}

function post(message: FromWorker): void {
  const to = port as MessagePort
  try {
    to.postMessage(message, movedIn(message))
  } catch (error) {
    // Only results can be refused, for what shows when they are cloned: something that moves twice.
    if (message.type !== 'done') throw error
    const why = new NotShippableError(`the result cannot travel back: ${(error as Error).message}`, { cause: error })
    to.postMessage({ ...message, outcomes: allFailed(message.outcomes, why) } satisfies FromWorker)
  }
}
