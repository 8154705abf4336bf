/** Request-reply and kernel status: https://jupyter-client.readthedocs.io/en/stable/messaging.html#kernel-status */

export interface ErrorContent {
  readonly ename: string
  readonly evalue: string
  readonly traceback: readonly string[]
}

/** What any request may be answered with instead of its own reply. */
export type FailedReply = ({ readonly status: 'error' } & ErrorContent) | { readonly status: 'aborted' }

export interface StatusContent {
  readonly execution_state: 'starting' | 'busy' | 'idle'
}

/** Sent to each new subscriber of iopub: https://jupyter.org/enhancement-proposals/65-jupyter-xpub */
export interface IopubWelcomeContent {
  readonly subscription: string
}

export interface StatusMessages {
  status: StatusContent
  iopub_welcome: IopubWelcomeContent
}
