/** The library's own failures. Each has a stable `code`, and a message that says what to do. */

export type TsloomErrorCode =
  | 'TSLOOM_BARRIER_BROKEN'
  | 'TSLOOM_CANCELLED'
  | 'TSLOOM_CANNOT_LISTEN'
  | 'TSLOOM_CLOSED'
  | 'TSLOOM_HOLDER_LOST'
  | 'TSLOOM_NOT_HELD'
  | 'TSLOOM_NOT_SHIPPABLE'
  | 'TSLOOM_TASKS_FAILED'
  | 'TSLOOM_TIMEOUT'
  | 'TSLOOM_WORKER_LOST'
  | 'TSLOOM_WOULD_BLOCK'

/** Base of the library's own failures; tell them apart by `code`. */
export class TsloomError extends Error {
  readonly code: TsloomErrorCode

  constructor(code: TsloomErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    define(this, new.target.name)
  }
}

/** The task was cancelled: by `task.cancel()`, an AbortSignal, an interrupt of its cell. `cause` is the reason given. */
export class CancelledError extends TsloomError {
  constructor(message: string, options?: ErrorOptions) {
    super('TSLOOM_CANCELLED', message, options)
  }
}

/** The task ran longer than its `timeout` (counted from its start) and was stopped. */
export class TaskTimeoutError extends TsloomError {
  /** Milliseconds. */
  readonly timeout: number

  constructor(message: string, timeout: number, options?: ErrorOptions) {
    super('TSLOOM_TIMEOUT', message, options)
    this.timeout = timeout
  }
}

/** The worker died under the task: `process.exit()`, out of memory, a fault outside of any task. */
export class WorkerLostError extends TsloomError {
  constructor(message: string, options?: ErrorOptions) {
    super('TSLOOM_WORKER_LOST', message, options)
  }
}

/** A function, an argument, a captured value or a result cannot travel; the message names it and says what to do instead. */
export class NotShippableError extends TsloomError {
  constructor(message: string, options?: ErrorOptions) {
    super('TSLOOM_NOT_SHIPPABLE', message, options)
  }
}

/** The pool was closed before. */
export class ClosedError extends TsloomError {
  constructor(message: string, options?: ErrorOptions) {
    super('TSLOOM_CLOSED', message, options)
  }
}

/** The index of what is no task: the body of `TaskGroup.run`. */
export const BODY = -1

/**
 * Some of several tasks failed. `errors[k]` is the failure of task `indices[k]`, -1 being the body of `TaskGroup.run`; `results` holds
 * what the others returned.
 */
export class TasksFailedError extends AggregateError {
  readonly code: TsloomErrorCode = 'TSLOOM_TASKS_FAILED'
  readonly indices: readonly number[]
  /** By index; holes where a task failed. */
  readonly results: readonly unknown[]

  constructor(what: string, failures: ReadonlyMap<number, unknown>, results: readonly unknown[], total: number) {
    const indices = [...failures.keys()].sort((a, b) => a - b)
    const first = failures.get(indices[0] ?? 0)
    super(
      indices.map(index => failures.get(index)),
      summary(what, failures, total),
      { cause: first },
    )
    define(this, 'TasksFailedError')
    this.indices = indices
    this.results = results
    Object.defineProperty(this, 'results', { enumerable: false })
  }
}

function summary(what: string, failures: ReadonlyMap<number, unknown>, total: number): string {
  const [body, ofBody] = failures.has(BODY) ? ['the body', said(failures.get(BODY))] : []
  const indices = [...failures.keys()].filter(index => index !== BODY)
  if (indices.length === 0) return `${body} failed: ${ofBody}`
  const tasks = `${indices.length} of ${total} ${what}`
  if (body !== undefined) return `${body} and ${tasks} failed; ${body}: ${ofBody}`
  const first = Math.min(...indices)
  return `${tasks} failed; the first, index ${first}: ${said(failures.get(first))}`
}

function said(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

/** Gives an error of ours the stack of the call into the library: where it was found, deep inside, says nothing to the reader. */
export function atCall(error: unknown): void {
  if (error instanceof TsloomError) Error.captureStackTrace(error, atCall)
}

/** `name` as on built-in errors: there, but not among what is printed as own properties. */
function define(error: Error, name: string): void {
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true })
}
