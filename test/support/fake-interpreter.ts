import type {
  CellId,
  CommMessage,
  CompleteResult,
  DisplayData,
  ExecuteOutcome,
  ExecuteRequest,
  Interpreter,
  IsCompleteResult,
  SessionEvent,
  SessionListener,
  UserError,
} from '../../kernel/interpreter.ts'

/** What a cell may do to its session. */
export interface FakeCellContext {
  readonly request: ExecuteRequest
  emit(event: SessionEvent): void
  print(text: string): void
  /** Resolves with the answer, rejects with the reason of a refusal. */
  ask(prompt: string, password?: boolean): Promise<string>
  /** Settles at an interrupt. */
  readonly interrupted: Promise<void>
}

export type FakeCell = (cell: FakeCellContext) => ExecuteOutcome | Promise<ExecuteOutcome | undefined> | undefined | Promise<void>

export interface FakeInterpreter extends Interpreter {
  readonly executed: ExecuteRequest[]
  readonly comms: { readonly cell: CellId; readonly message: CommMessage }[]
  readonly closed: () => boolean
  readonly emit: SessionListener
}

export interface FakeOptions {
  /** Code of a cell → what it does; other code is its own result. */
  readonly cells?: Readonly<Record<string, FakeCell>>
  readonly complete?: (code: string, offset: number) => Promise<CompleteResult>
  readonly inspect?: (code: string, offset: number, detail: 0 | 1) => Promise<DisplayData | undefined>
  readonly isComplete?: (code: string) => IsCompleteResult
  readonly comm?: (cell: CellId, message: CommMessage) => Promise<void>
  readonly openComms?: Readonly<Record<string, string>>
}

export const ok: ExecuteOutcome = { status: 'ok', userExpressions: {} }

export function failed(message: string, name = 'Error'): ExecuteOutcome {
  return { status: 'error', error: userError(message, name) }
}

export function userError(message: string, name = 'Error'): UserError {
  return { name, message, traceback: [`${name}: ${message}`] }
}

export function createFakeInterpreter(listener: SessionListener, options: FakeOptions = {}): FakeInterpreter {
  const executed: ExecuteRequest[] = []
  const comms: { cell: CellId; message: CommMessage }[] = []
  const questions = new Map<CellId, { answer(value: string): void; refuse(error: Error): void }>()
  let closed = false
  let interrupt = () => {}

  return {
    executed,
    comms,
    closed: () => closed,
    emit: listener,
    async execute(request) {
      executed.push(request)
      const { cell, code } = request
      const run = options.cells?.[code]
      if (run === undefined) {
        listener({ type: 'result', cell, display: { data: { 'text/plain': code } } })
        return ok
      }
      const interrupted = new Promise<void>(resolve => {
        interrupt = resolve
      })
      const outcome = await run({
        request,
        interrupted,
        emit: listener,
        print: text => listener({ type: 'stream', cell, name: 'stdout', text }),
        ask: (prompt, password = false) =>
          new Promise((answer, refuse) => {
            questions.set(cell, { answer, refuse })
            listener({ type: 'input-request', cell, prompt, password })
          }),
      })
      return outcome ?? ok
    },
    complete: options.complete ?? (async (_code, offset) => ({ matches: [], start: offset, end: offset })),
    inspect: options.inspect ?? (async () => undefined),
    isComplete: options.isComplete ?? (() => ({ status: 'complete' })),
    async interrupt() {
      interrupt()
    },
    input: (cell, value) => questions.get(cell)?.answer(value),
    refuseInput: (cell, reason) => questions.get(cell)?.refuse(new Error(reason)),
    async comm(cell, message) {
      comms.push({ cell, message })
      await options.comm?.(cell, message)
    },
    openComms: () => options.openComms ?? {},
    async close() {
      closed = true
      interrupt()
    },
  }
}
