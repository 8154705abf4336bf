/** The border's far side: starts the session process, speaks with it, and replaces it when it dies. */

import type { CellId, CommMessage, SessionEvent } from './interpreter.ts'
import { packComm, unpackComm } from './session/packed-comm.ts'
import type { CellEnded, ExecuteCommand, HostEvent } from './session/wire.ts'
import { type SessionProcess, type SessionProcessOptions, startSessionProcess } from './session-process.ts'

/** Events of the session that are not the end of a cell. */
export type SessionOutput =
  | Exclude<HostEvent, { type: 'cell-ended' | 'ready' | 'stuck' | 'comm' }>
  | Extract<SessionEvent, { type: 'comm' }>

/** The cell ended, or its session did. */
export type CellEnd = CellEnded | { readonly type: 'session-died'; readonly reason: string }

/** Who hears from the session. */
export interface SessionHearer {
  output(event: SessionOutput): void
  /** A session ended outside of any cell; a fresh one is on its way. */
  restarted(reason: string): void
}

export interface SessionHost {
  /** Until then what the session says goes nowhere: it is started before there is anyone to hear it. */
  attach(hearer: SessionHearer): void
  /** Resolves when the cell has ended and all its output has been handed on. One at a time. */
  execute(command: Omit<ExecuteCommand, 'type'>): Promise<CellEnd>
  interrupt(): Promise<void>
  input(cell: CellId, value: string): void
  refuseInput(cell: CellId, reason: string): void
  comm(cell: CellId, message: CommMessage): void
  /** Ends one of the session's worker processes, also while its main thread spins. */
  endWorker(pid: number): void
  magicDone(cell: CellId, error: string | undefined): void
  /** Ends this session and starts a fresh one. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** A session that dies before it is ready so often in a row is not started again until a cell wants it. */
const MAX_FAILED_STARTS = 3

/** When not even the control thread answers an interrupt (ms). */
const DEAF = 8000

export function startSessionHost(options: SessionProcessOptions & { readonly log: (line: string) => void }): SessionHost {
  let hearer: SessionHearer | undefined
  let failedStarts = 0
  let closing = false
  let running: { readonly cell: CellId; readonly end: (end: CellEnd) => void; readonly ended: Promise<CellEnd> } | undefined
  let lastCell: CellId = 0
  let session = start()

  function start(): SessionProcess {
    const started: SessionProcess = startSessionProcess(options, {
      cell: () => running?.cell ?? lastCell,
      event(event) {
        if (event.type === 'stuck') started.kill('stuck')
        else if (event.type === 'cell-ended') void started.drained().then(() => settle(event))
        else if (event.type !== 'ready')
          hearer?.output(event.type === 'comm' ? { type: 'comm', cell: event.cell, message: unpackComm(event.comm) } : event)
      },
      exit(reason, wasReady) {
        if (closing) return
        failedStarts = wasReady ? 0 : failedStarts + 1
        const inCell = running !== undefined
        if (failedStarts < MAX_FAILED_STARTS) session = start()
        if (inCell) settle({ type: 'session-died', reason })
        else if (wasReady) hearer?.restarted(reason)
        else options.log(reason)
      },
    })
    return started
  }

  function settle(end: CellEnd): void {
    if (!running || (end.type === 'cell-ended' && end.cell !== running.cell)) return
    const { end: resolve } = running
    running = undefined
    resolve(end)
  }

  return {
    attach(to) {
      hearer = to
    },
    execute(command) {
      // Tried again at each cell: what kept it from starting may be mended by now.
      if (failedStarts >= MAX_FAILED_STARTS) session = start()
      let end: (end: CellEnd) => void = () => {}
      const ended = new Promise<CellEnd>(resolve => {
        end = resolve
      })
      running = { cell: command.cell, end, ended }
      lastCell = command.cell
      session.send({ type: 'execute', ...command })
      return ended
    },
    async interrupt() {
      const target = session
      target.control({ type: 'interrupt', cell: running?.cell ?? 0 })
      if (!running) return
      const timer = setTimeout(() => target.kill('stuck'), DEAF)
      await running.ended
      clearTimeout(timer)
    },
    input: (cell, value) => session.send({ type: 'input-reply', cell, value }),
    refuseInput: (cell, reason) => session.send({ type: 'input-refused', cell, reason }),
    comm: (cell, message) => session.send({ type: 'comm', cell, comm: packComm(message) }),
    endWorker: pid => session.control({ type: 'end-worker', pid }),
    magicDone: (cell, error) => session.send({ type: 'magic-done', cell, ...(error === undefined ? {} : { error }) }),
    async restart() {
      const old = session
      old.kill()
      await old.exited
    },
    async close() {
      closing = true
      session.kill()
      await session.exited
    },
  }
}
