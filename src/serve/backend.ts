/** Where a server's requests are handled; `serve` does the rest. */

import type { Address } from './listening.ts'
import type { Handler, WorkerStats } from './server.ts'

export interface Backend {
  readonly port: number
  readonly workers: readonly WorkerStats[]
  readonly connections: number
  readonly restarts: number
  /** Counts of workers that are gone. */
  readonly past: Pick<WorkerStats, 'requests' | 'errors'>
  /** Resolves when nothing of it is left. Called again with a shorter time it hurries up. */
  close(timeout: number): Promise<void>
}

export interface BackendOptions {
  readonly name: string
  readonly handler: Handler
  readonly address: Address
  /** So many requests were taken. */
  counted(requests: number): void
  /** Something failed that no caller of ours waits for. */
  report(error: unknown): void
}
