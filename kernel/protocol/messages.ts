/** Every message of the protocol: msg_type → content. A new message is one line in its section's file and its handler. */

import type { CommMessages } from './comm.ts'
import type { CompleteMessages } from './complete.ts'
import type { ExecuteMessages } from './execute.ts'
import type { HistoryMessages } from './history.ts'
import type { InspectMessages } from './inspect.ts'
import type { InterruptMessages } from './interrupt.ts'
import type { IsCompleteMessages } from './is-complete.ts'
import type { KernelInfoMessages } from './kernel-info.ts'
import type { OutputMessages } from './output.ts'
import type { ShutdownMessages } from './shutdown.ts'
import type { StatusMessages } from './status.ts'
import type { StdinMessages } from './stdin.ts'

export interface Messages
  extends KernelInfoMessages,
    ExecuteMessages,
    CompleteMessages,
    InspectMessages,
    IsCompleteMessages,
    HistoryMessages,
    CommMessages,
    InterruptMessages,
    ShutdownMessages,
    StdinMessages,
    OutputMessages,
    StatusMessages {}

export type MessageType = keyof Messages

/** What the kernel sends on iopub. */
export type IopubType =
  | keyof OutputMessages
  | keyof StatusMessages
  | 'execute_input'
  | 'comm_open'
  | 'comm_msg'
  | 'comm_close'
  | 'shutdown_reply'
