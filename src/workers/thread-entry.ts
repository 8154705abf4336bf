/** What a worker thread runs. Its near side is `thread-host.ts`. */

import { parentPort, workerData } from 'node:worker_threads'
import '../sync/kinds.ts'
import type { ThreadData } from './thread-host.ts'
import { serveJobs } from './worker-side.ts'

const port = parentPort
if (port === null) throw new Error('thread-entry runs only as a worker thread')
const receive = await serveJobs((workerData as ThreadData).tsloom, {
  post: message => port.postMessage(message),
  unref: () => port.unref(),
})
port.on('message', receive)
port.postMessage({ type: 'ready' })
