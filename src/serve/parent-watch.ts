/** A worker process must not outlive the one that started it, also not when a handler spins and no message is read. */

import { Worker } from 'node:worker_threads'

/** Descriptor of the pipe whose other end only the parent has. */
export const PARENT_PIPE = 4

const WATCH = `
  const { Socket } = require('node:net')
  new Socket({ fd: ${PARENT_PIPE}, readable: true, writable: false }).on('close', () => process.kill(process.pid, 'SIGKILL')).resume()
`

export function watchParent(): void {
  new Worker(WATCH, { eval: true, execArgv: [], env: {}, stdin: false }).unref()
}
