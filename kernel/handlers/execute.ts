import type { CellRegistry } from '../cell-registry.ts'
import type { Iopub } from '../channels/iopub.ts'
import type { ExecuteOutcome, Interpreter, UserError, UserExpressionResult } from '../interpreter.ts'
import { type ExecuteReply, type ExecuteRequestContent, parseExecuteRequest, type UserExpressionContent } from '../protocol/execute.ts'
import type { Message } from '../protocol/message.ts'
import type { ErrorContent } from '../protocol/status.ts'
import type { Handler } from './handler.ts'
import type { InputHistory } from './input-history.ts'

export interface ExecuteOptions {
  readonly interpreter: Interpreter
  readonly cells: CellRegistry
  readonly history: InputHistory
  readonly iopub: Pick<Iopub, 'publish'>
  /** Told of each cell that has ended: what it asked for will not be answered. */
  readonly ended: (cell: number) => void
  readonly log: (line: string) => void
}

export function executeHandler({ interpreter, cells, history, iopub, ended, log }: ExecuteOptions): Handler<ExecuteReply> {
  let count = 0

  async function run(request: Message, content: ExecuteRequestContent, executionCount: number): Promise<ExecuteOutcome> {
    const { code, silent, user_expressions: userExpressions, allow_stdin: allowStdin } = content
    const cell = cells.register(request, { executionCount, silent, allowStdin })
    const cellId = request.metadata.cellId
    try {
      return await interpreter.execute({
        cell,
        code,
        executionCount,
        silent,
        userExpressions,
        allowStdin,
        ...(typeof cellId === 'string' ? { cellId } : {}),
      })
    } catch (error) {
      log(`execute failed: ${error instanceof Error ? error.stack : error}`)
      return { status: 'error', error: kernelFault(error) }
    } finally {
      ended(cell)
    }
  }

  return {
    turn: 'queued',
    async handle(request) {
      const content = parseExecuteRequest(request.content)
      const stored = content.store_history && content.code.trim() !== ''
      // A cell that is not stored takes the coming number, for its stack traces, and leaves it to the next.
      const executionCount = stored ? ++count : count + 1
      if (stored) history.add(executionCount, content.code)
      if (!content.silent) iopub.publish('execute_input', { code: content.code, execution_count: executionCount }, request.header)

      const started = new Date().toISOString()
      const outcome = await run(request, content, executionCount)
      const metadata = { started, status: outcome.status }
      if (outcome.status === 'error') {
        const error = errorContent(outcome.error)
        iopub.publish('error', error, request.header)
        return {
          content: { status: 'error', execution_count: executionCount, ...error, user_expressions: {}, payload: [] },
          metadata,
          abortQueued: content.stop_on_error,
        }
      }
      const expressions = Object.entries(outcome.userExpressions).map(([name, result]) => [name, expressionContent(result)] as const)
      return {
        content: {
          status: 'ok',
          execution_count: executionCount,
          user_expressions: Object.fromEntries(expressions),
          payload: outcome.payload ?? [],
        },
        metadata,
      }
    },
  }
}

export function errorContent({ name, message, traceback }: UserError): ErrorContent {
  return { ename: name, evalue: message, traceback }
}

function expressionContent(result: UserExpressionResult): UserExpressionContent {
  if (result.status === 'error') return { status: 'error', ...errorContent(result.error) }
  return { status: 'ok', data: result.display.data, metadata: result.display.metadata ?? {} }
}

function kernelFault(error: unknown): UserError {
  const message = `tsloom itself failed to run this cell: ${error instanceof Error ? error.message : error}`
  return { name: 'KernelError', message, traceback: [`KernelError: ${message}`, 'The kernel goes on; its log has the details.'] }
}
