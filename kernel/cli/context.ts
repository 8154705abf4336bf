import type { Readable, Writable } from 'node:stream'

/** What a command touches of the process it runs in; tests bring their own. */
export interface CliContext {
  readonly stdout: Writable
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly stdin: Readable
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly cwd: string
  /** Aborted by SIGINT or SIGTERM. */
  readonly signal: AbortSignal
  setExitCode(code: number): void
}
