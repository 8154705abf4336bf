import type { OutputMessage } from '../report/apply-output.ts'

/** A kernel as `tsloom run` and `tsloom doctor` see it: what a client over ZeroMQ gives, without messages. */
export interface NotebookKernel {
  readonly info: KernelDescription
  /** Resolves when the kernel has replied and is idle. Rejects with a KernelDiedError (kernel/client) when it ends before. */
  execute(cell: string, code: string): Promise<CellReply>
  /** Stops the running cell; what it had declared stays. */
  interrupt(): Promise<void>
  /** Ends the kernel and all it started, whatever it is doing. Idempotent. */
  close(): Promise<void>
}

export interface KernelDescription {
  readonly implementation: string
  readonly implementation_version: string
  readonly language_info: { readonly name: string; readonly version: string; readonly [key: string]: unknown }
}

export type CellReply =
  | { readonly status: 'ok'; readonly executionCount: number }
  | {
      readonly status: 'error'
      readonly executionCount: number
      readonly ename: string
      readonly evalue: string
      readonly traceback: readonly string[]
    }

export interface KernelLaunch {
  /** The folder in which cells run. */
  readonly directory: string
  /** Each message that changes what a cell shows, also after that cell has ended. */
  onOutput(cell: string, message: OutputMessage): void
}

export type LaunchKernel = (launch: KernelLaunch) => Promise<NotebookKernel>
