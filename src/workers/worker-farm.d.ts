/** The part of worker-farm that its own types leave out. */

declare module 'worker-farm/lib/farm.js' {
  import type { ChildProcess, ForkOptions } from 'node:child_process'

  export interface FarmOptions {
    readonly maxConcurrentWorkers: number
    readonly maxConcurrentCallsPerWorker: number
    readonly maxRetries: number
    readonly autoStart: boolean
    readonly workerOptions: ForkOptions
    readonly onChild: (child: ChildProcess) => void
  }

  export type FarmCall = (argument: unknown, callback: (error: Error | null, result?: unknown) => void) => void

  export class Farm {
    constructor(options: FarmOptions, path: string)
    setup<M extends string>(methods: readonly M[]): Record<M, FarmCall>
    end(callback?: () => void): void
  }
}
