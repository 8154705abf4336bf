/** Messages on iopub: https://jupyter-client.readthedocs.io/en/stable/messaging.html#messages-on-the-iopub-pub-sub-channel */

import type { ErrorContent } from './status.ts'

export interface StreamContent {
  readonly name: 'stdout' | 'stderr'
  readonly text: string
}

/** `metadata` is never missing and `transient` never null: nbclient crashes on both. */
export interface DisplayContent {
  readonly data: Readonly<Record<string, unknown>>
  readonly metadata: Readonly<Record<string, unknown>>
  readonly transient: { readonly display_id?: string }
}

export interface OutputMessages {
  stream: StreamContent
  display_data: DisplayContent
  update_display_data: DisplayContent
  execute_result: Omit<DisplayContent, 'transient'> & { readonly execution_count: number }
  clear_output: { readonly wait: boolean }
  error: ErrorContent
}
