/** Kernel interrupt: https://jupyter-client.readthedocs.io/en/stable/messaging.html#kernel-interrupt */

import type { FailedReply } from './status.ts'

export interface InterruptMessages {
  interrupt_request: Readonly<Record<string, never>>
  interrupt_reply: { readonly status: 'ok' } | FailedReply
}
