/** Kernel shutdown: https://jupyter-client.readthedocs.io/en/stable/messaging.html#kernel-shutdown */

import { readContent } from './content-reader.ts'
import type { FailedReply } from './status.ts'

export interface ShutdownContent {
  /** The front end will start the kernel again. */
  readonly restart: boolean
}

export interface ShutdownMessages {
  shutdown_request: ShutdownContent
  shutdown_reply: ({ readonly status: 'ok' } & ShutdownContent) | FailedReply
}

export function parseShutdownRequest(content: unknown): ShutdownContent {
  return { restart: readContent('shutdown_request', content).boolean('restart', false) }
}
