import type { KernelInfoReply } from '../protocol/kernel-info.ts'
import { PROTOCOL_VERSION } from '../protocol/message.ts'
import type { Handler } from './handler.ts'

export interface KernelAbout {
  /** tsloom's version. */
  readonly version: string
  /** TypeScript's version. */
  readonly typescript: string
}

export function kernelInfoHandler({ version, typescript }: KernelAbout): Handler<KernelInfoReply> {
  const content: KernelInfoReply = {
    status: 'ok',
    protocol_version: PROTOCOL_VERSION,
    implementation: 'tsloom',
    implementation_version: version,
    // Lab 4 highlights by exactly these spellings.
    language_info: {
      name: 'typescript',
      version: typescript,
      mimetype: 'application/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
      codemirror_mode: 'typescript',
      nbconvert_exporter: 'script',
    },
    banner: `tsloom ${version}: TypeScript ${typescript} on Node ${process.versions.node}`,
    debugger: false,
    help_links: [
      { text: 'TypeScript handbook', url: 'https://www.typescriptlang.org/docs/handbook/' },
      { text: 'Node.js documentation', url: 'https://nodejs.org/docs/latest/api/' },
    ],
    supported_features: [],
  }
  return { turn: 'now', handle: () => ({ content }) }
}
