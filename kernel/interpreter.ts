/**
 * THE BORDER between the protocol (dispatcher, handlers, channels) and what runs the notebook.
 *
 * The protocol side knows only this file; the notebook side knows nothing of Jupyter's messages.
 * A user's failure is a value here; a promise that rejects means the kernel itself is at fault.
 */

/** Names one execute_request for the life of the kernel. Output names the cell on whose behalf it was made. */
export type CellId = number

/** MIME type → content: a string, or for JSON types any JSON value. */
export type MimeBundle = Record<string, unknown>

export interface DisplayData {
  readonly data: MimeBundle
  readonly metadata?: Record<string, unknown>
}

/** An error as it crosses threads, processes and the wire: plain data, stack already in the user's coordinates. */
export interface UserError {
  readonly name: string
  readonly message: string
  /** Lines as they are shown, ANSI-coloured: class and message, source line and caret, stack, causes. */
  readonly traceback: readonly string[]
}

/** What a session sends at any time, also long after its cell has ended. */
export type SessionEvent =
  | { readonly type: 'stream'; readonly cell: CellId; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | {
      readonly type: 'display'
      readonly cell: CellId
      readonly display: DisplayData
      readonly displayId?: string
      readonly update?: boolean
    }
  | { readonly type: 'result'; readonly cell: CellId; readonly display: DisplayData }
  | { readonly type: 'clear-output'; readonly cell: CellId; readonly wait: boolean }
  /** An error outside the cell's own flow: an unhandled rejection, a throw in a timer. Never ends the session. */
  | { readonly type: 'late-error'; readonly cell: CellId; readonly error: UserError }
  | { readonly type: 'input-request'; readonly cell: CellId; readonly prompt: string; readonly password: boolean }
  | { readonly type: 'comm'; readonly cell: CellId; readonly message: CommMessage }
  /** The session process was replaced outside of any cell (inside a cell, the cell's error says it). */
  | { readonly type: 'session-restarted'; readonly reason: string }

interface CommContent {
  readonly commId: string
  readonly data: unknown
  readonly metadata?: Record<string, unknown>
  readonly buffers?: readonly Uint8Array[]
}

export type CommMessage = CommContent & ({ readonly kind: 'open'; readonly targetName: string } | { readonly kind: 'msg' | 'close' })

export interface ExecuteRequest {
  readonly cell: CellId
  readonly code: string
  /** The number shown as `In [n]`; it also names the cell in stack traces. */
  readonly executionCount: number
  /** No results, no history; output streams are still sent. */
  readonly silent: boolean
  readonly userExpressions: Readonly<Record<string, string>>
  readonly allowStdin: boolean
  /** The front end's own id of the cell (`metadata.cellId`), where it sent one. */
  readonly cellId?: string
}

export type UserExpressionResult =
  | { readonly status: 'ok'; readonly display: DisplayData }
  | { readonly status: 'error'; readonly error: UserError }

export type ExecuteOutcome =
  | {
      readonly status: 'ok'
      readonly userExpressions: Readonly<Record<string, UserExpressionResult>>
      readonly payload?: readonly Record<string, unknown>[]
    }
  | { readonly status: 'error'; readonly error: UserError }

export interface Completion {
  readonly text: string
  /** The front end's icon: 'function', 'keyword', 'class', 'magic', … */
  readonly type: string
  readonly signature?: string
}

export interface CompleteResult {
  readonly matches: readonly Completion[]
  /** What the match replaces: UTF-16 offsets into the code. */
  readonly start: number
  readonly end: number
}

export type IsCompleteResult =
  | { readonly status: 'complete' | 'invalid' | 'unknown' }
  | { readonly status: 'incomplete'; readonly indent: string }

/** What a session can do. Offsets are UTF-16 code units, as everywhere outside the wire. */
export interface Interpreter {
  /** Resolves when the cell has ended and all of its output has been handed to the listener. */
  execute(request: ExecuteRequest): Promise<ExecuteOutcome>
  /** Answered while a cell runs. */
  complete(code: string, offset: number): Promise<CompleteResult>
  /** Answered while a cell runs. `undefined`: nothing known there. */
  inspect(code: string, offset: number, detail: 0 | 1): Promise<DisplayData | undefined>
  isComplete(code: string): IsCompleteResult
  /** Stops the running cell and all that it started; resolves once that is done or nothing was running. */
  interrupt(): Promise<void>
  /** The answer to the latest `input-request` of that cell. */
  input(cell: CellId, value: string): void
  /** No answer will come (no front end takes input): the latest `input-request` of that cell fails with this reason. */
  refuseInput(cell: CellId, reason: string): void
  /** A comm message from the front end; `cell` is the id that output of its handler is to carry. */
  comm(cell: CellId, message: CommMessage): Promise<void>
  openComms(): Readonly<Record<string, string>>
  /** Ends the session and everything it started. Idempotent. */
  close(): Promise<void>
}

export type SessionListener = (event: SessionEvent) => void
