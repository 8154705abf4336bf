export interface KernelExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** The kernel's process ended while something was asked of it. */
export class KernelDiedError extends Error {
  override readonly name = 'KernelDiedError'
  readonly code = 'KERNEL_DIED'
  readonly exit: KernelExit

  constructor(exit: KernelExit, log: string) {
    const how = exit.signal === null ? `exit code ${exit.code}` : exit.signal
    super(`the kernel died (${how})${log.trim() === '' ? '' : `; its last words:\n${log.trim()}`}`)
    this.exit = exit
  }
}

/** The connection was closed by this side while something was asked of the kernel. */
export class ConnectionClosedError extends Error {
  override readonly name = 'ConnectionClosedError'
  readonly code = 'CONNECTION_CLOSED'

  constructor() {
    super('the connection to the kernel was closed')
  }
}

export class KernelTimeoutError extends Error {
  override readonly name = 'KernelTimeoutError'
  readonly code = 'KERNEL_TIMEOUT'

  constructor(what: string, timeout: number) {
    super(`${what}: no answer from the kernel within ${timeout} ms`)
  }
}
