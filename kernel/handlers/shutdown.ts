import type { Iopub } from '../channels/iopub.ts'
import type { Interpreter } from '../interpreter.ts'
import { parseShutdownRequest, type ShutdownContent } from '../protocol/shutdown.ts'
import type { Handler } from './handler.ts'

/** Jupyter kills a kernel that has not ended 5 s after the request. */
const CLOSE_TIMEOUT_MS = 3000

export interface ShutdownOptions {
  readonly interpreter: Pick<Interpreter, 'close'>
  readonly iopub: Pick<Iopub, 'publish'>
  readonly onShutdown: (restart: boolean) => void
  readonly log: (line: string) => void
}

export function shutdownHandler({
  interpreter,
  iopub,
  onShutdown,
  log,
}: ShutdownOptions): Handler<{ readonly status: 'ok' } & ShutdownContent> {
  return {
    turn: 'last',
    async handle(request) {
      const { restart } = parseShutdownRequest(request.content)
      await closeInTime(interpreter, log)
      const content = { status: 'ok', restart } as const
      // Other front ends of this kernel learn of it on iopub.
      iopub.publish('shutdown_reply', content, request.header)
      return { content, after: () => onShutdown(restart) }
    },
  }
}

async function closeInTime(interpreter: Pick<Interpreter, 'close'>, log: (line: string) => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<void>(resolve => {
    timer = setTimeout(resolve, CLOSE_TIMEOUT_MS)
    timer.unref()
  })
  try {
    await Promise.race([interpreter.close(), timeout])
  } catch (error) {
    log(`closing the session failed: ${error instanceof Error ? error.stack : error}`)
  } finally {
    clearTimeout(timer)
  }
}
