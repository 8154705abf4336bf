import type { CellRegistry } from '../cell-registry.ts'
import type { Iopub } from '../channels/iopub.ts'
import type { CellId, Interpreter } from '../interpreter.ts'
import { commHandler, commInfoHandler } from './comm.ts'
import { completeHandler } from './complete.ts'
import { executeHandler } from './execute.ts'
import type { Handler } from './handler.ts'
import { historyHandler } from './history.ts'
import { createInputHistory } from './input-history.ts'
import { inspectHandler } from './inspect.ts'
import { interruptHandler } from './interrupt.ts'
import { isCompleteHandler } from './is-complete.ts'
import { type KernelAbout, kernelInfoHandler } from './kernel-info.ts'
import { shutdownHandler } from './shutdown.ts'

export interface HandlersOptions {
  readonly about: KernelAbout
  readonly interpreter: Interpreter
  readonly cells: CellRegistry
  readonly iopub: Pick<Iopub, 'publish'>
  readonly ended: (cell: CellId) => void
  readonly onShutdown: (restart: boolean) => void
  readonly log: (line: string) => void
}

/** The one list: which handler answers which message of shell and control. */
export function createHandlers(options: HandlersOptions): Readonly<Record<string, Handler>> {
  const { about, interpreter, cells } = options
  const history = createInputHistory()
  const comm = commHandler(interpreter, cells)
  return {
    kernel_info_request: kernelInfoHandler(about),
    execute_request: executeHandler({ ...options, history }),
    complete_request: completeHandler(interpreter),
    inspect_request: inspectHandler(interpreter),
    is_complete_request: isCompleteHandler(interpreter),
    history_request: historyHandler(history),
    comm_info_request: commInfoHandler(interpreter),
    comm_open: comm,
    comm_msg: comm,
    comm_close: comm,
    interrupt_request: interruptHandler(interpreter),
    shutdown_request: shutdownHandler(options),
  }
}
