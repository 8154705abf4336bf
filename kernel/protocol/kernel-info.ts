/** Kernel info: https://jupyter-client.readthedocs.io/en/stable/messaging.html#kernel-info */

import type { FailedReply } from './status.ts'

export interface KernelInfoReply {
  readonly status: 'ok'
  readonly protocol_version: string
  readonly implementation: string
  readonly implementation_version: string
  readonly language_info: LanguageInfo
  readonly banner: string
  readonly debugger: boolean
  readonly help_links: readonly { readonly text: string; readonly url: string }[]
  readonly supported_features: readonly string[]
}

export interface LanguageInfo {
  readonly name: string
  readonly version: string
  readonly mimetype: string
  readonly file_extension: string
  readonly pygments_lexer: string
  readonly codemirror_mode: string
  readonly nbconvert_exporter: string
}

export interface KernelInfoMessages {
  kernel_info_request: Readonly<Record<string, never>>
  kernel_info_reply: KernelInfoReply | FailedReply
}
