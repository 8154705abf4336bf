/** What crosses between the kernel process and the session process: JSON, one message a line. */

import type { CellMap } from '../compile/cell-map.ts'
import type { CellId, ExecuteOutcome, SessionEvent } from '../interpreter.ts'
import type { PackedComm } from './packed-comm.ts'

/** The session's file descriptors besides 0, 1 and 2. Each is used in one direction only. */
export const EVENTS_FD = 3
export const COMMANDS_FD = 4
export const CONTROL_FD = 5

/** JavaScript that the session can run, and how to read its positions. */
export interface Runnable {
  /** The script's name in stacks: `In[3]`. */
  readonly name: string
  readonly js: string
  readonly map: CellMap
}

export interface ExecuteCommand {
  readonly type: 'execute'
  readonly cell: CellId
  readonly run: Runnable
  /** Notebook variables that the cell declares. */
  readonly slots: readonly string[]
  readonly silent: boolean
  readonly expressions: readonly { readonly key: string; readonly run: Runnable }[]
}

/** Kernel → main thread of the session. */
export type SessionCommand =
  | ExecuteCommand
  | { readonly type: 'input-reply'; readonly cell: CellId; readonly value: string }
  | { readonly type: 'input-refused'; readonly cell: CellId; readonly reason: string }
  | { readonly type: 'comm'; readonly cell: CellId; readonly comm: PackedComm }
  | { readonly type: 'magic-done'; readonly cell: CellId; readonly error?: string }

/** Kernel → control thread of the session. */
export type ControlCommand =
  | { readonly type: 'interrupt'; readonly cell: CellId }
  /** Ends a worker process at once: for when the main thread cannot. */
  | { readonly type: 'end-worker'; readonly pid: number }

export interface CellEnded {
  readonly type: 'cell-ended'
  readonly cell: CellId
  readonly outcome: ExecuteOutcome
  /** Of the cell's slots, those that hold what the cell gave them. */
  readonly assigned: readonly string[]
}

/** Which worker printed something, for which task: its index, or that of the first item that it was given. */
export interface OutputSource {
  readonly worker: string
  readonly index: number
}

/** Session → kernel, from any of its threads. */
export type HostEvent =
  | Exclude<SessionEvent, { readonly type: 'session-restarted' | 'comm' | 'stream' }>
  | (Extract<SessionEvent, { readonly type: 'stream' }> & { readonly source?: OutputSource })
  | { readonly type: 'comm'; readonly cell: CellId; readonly comm: PackedComm }
  | CellEnded
  | { readonly type: 'ready' }
  /** How what tasks of that cell print is shown. */
  | { readonly type: 'task-output'; readonly cell: CellId; readonly group?: 'worker' | 'order'; readonly to?: 'spawn' | 'current' }
  /** The cell asks for its session magic number `index` to be run, and waits. */
  | { readonly type: 'magic'; readonly cell: CellId; readonly index: number }
  /** No gentle or forced stop helped: only a new session will. */
  | { readonly type: 'stuck'; readonly cell: CellId }

/** The longest payload written at once: the operating system keeps writes of this size whole when threads write side by side. */
export const MAX_CHUNK = 16 * 1024
