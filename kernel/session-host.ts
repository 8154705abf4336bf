/** The border's far side: starts the session process, speaks with it, and replaces it when it dies. */

import { type ChildProcess, spawn } from 'node:child_process'
import type { Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { fileURLToPath } from 'node:url'
import type { CellId, CommMessage, SessionEvent } from './interpreter.ts'
import { describeExit } from './session-exit.ts'
import { KEPT_CERTIFICATES } from './session/extra-certificates.ts'
import { createFrameReader } from './session/framing.ts'
import { packComm, unpackComm } from './session/packed-comm.ts'
import { type CellEnded, COMMANDS_FD, CONTROL_FD, type ControlCommand, EVENTS_FD, type ExecuteCommand, type HostEvent, type SessionCommand } from './session/wire.ts'

/** Events of the session that are not the end of a cell. */
export type SessionOutput = Exclude<HostEvent, { type: 'cell-ended' | 'ready' | 'stuck' | 'comm' }> | Extract<SessionEvent, { type: 'comm' }>

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
  magicDone(cell: CellId, error: string | undefined): void
  /** Ends this session and starts a fresh one. */
  restart(): Promise<void>
  close(): Promise<void>
}

export interface SessionHostOptions {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly log: (line: string) => void
}

const ENTRY = fileURLToPath(new URL('./session/session-entry.js', import.meta.url))

/** A forced stop inside a timer aborts Node without this flag. */
const FLAGS = ['--no-force-async-hooks-checks', '--disable-warning=ExperimentalWarning']

/** A session that dies before it is ready so often in a row is not started again until a cell wants it. */
const MAX_FAILED_STARTS = 3

/** How long the output of a dead session is waited for (ms). */
const OUTPUT_GRACE = 500

/** When not even the control thread answers an interrupt (ms). */
const DEAF = 8000

export function startSessionHost(options: SessionHostOptions): SessionHost {
  let hearer: SessionHearer | undefined
  let failedStarts = 0
  let closing = false
  let running: { readonly cell: CellId; readonly end: (end: CellEnd) => void; readonly ended: Promise<CellEnd> } | undefined
  let lastCell: CellId = 0
  let session = start()

  function start(): SessionProcess {
    return spawnSession(options, {
      cell: () => running?.cell ?? lastCell,
      event(event) {
        if (event.type === 'ready') failedStarts = -1
        else if (event.type === 'stuck') session.kill()
        else if (event.type === 'cell-ended') void session.drained().then(() => settle(event))
        else hearer?.output(event.type === 'comm' ? { type: 'comm', cell: event.cell, message: unpackComm(event.comm) } : event)
      },
      exit(reason) {
        if (closing) return
        failedStarts++
        const inCell = running !== undefined
        if (failedStarts < MAX_FAILED_STARTS) session = start()
        else options.log(`the session cannot be started: ${reason}`)
        if (inCell) settle({ type: 'session-died', reason })
        else hearer?.restarted(reason)
      },
    })
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
      const timer = setTimeout(() => target.kill(), DEAF)
      await running.ended
      clearTimeout(timer)
    },
    input: (cell, value) => session.send({ type: 'input-reply', cell, value }),
    refuseInput: (cell, reason) => session.send({ type: 'input-refused', cell, reason }),
    comm: (cell, message) => session.send({ type: 'comm', cell, comm: packComm(message) }),
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

interface SessionProcess {
  readonly exited: Promise<void>
  send(command: SessionCommand): void
  control(command: ControlCommand): void
  /** Resolves when all that was written to descriptors 1 and 2 before now has been handed on. */
  drained(): Promise<void>
  /** Ends it with everything it started. */
  kill(): void
}

function spawnSession(
  options: SessionHostOptions,
  on: { readonly cell: () => CellId; readonly event: (event: HostEvent) => void; readonly exit: (reason: string) => void },
): SessionProcess {
  const child = spawn(process.execPath, [...FLAGS, ENTRY], {
    cwd: options.cwd,
    env: withoutExtraCertificates(options.env),
    // A group of its own: an interrupt reaches the children of user code, and its end takes them all along.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
  })
  let chunks = 0
  let lastWords = ''
  for (const name of ['stdout', 'stderr'] as const) {
    const decoder = new StringDecoder('utf8')
    child[name]?.on('data', (bytes: Buffer) => {
      chunks++
      const text = decoder.write(bytes)
      if (name === 'stderr') lastWords = (lastWords + text).slice(-4000)
      on.event({ type: 'stream', cell: on.cell(), name, text })
    })
  }
  const events = child.stdio[EVENTS_FD] as NonNullable<ChildProcess['stdout']>
  events.on(
    'data',
    createFrameReader(json => on.event(JSON.parse(json) as HostEvent)),
  )
  const exited = new Promise<void>(resolve => {
    child.once('exit', (code, signal) => {
      killGroup()
      const end = (): void => {
        clearTimeout(timer)
        resolve()
        on.exit(describeExit(code, signal, lastWords))
      }
      // 'close' comes with the last byte of its output, unless a process that left the group holds the pipes.
      const timer = setTimeout(end, OUTPUT_GRACE)
      child.once('close', end)
    })
    child.once('error', error => options.log(`the session process could not be started: ${error.message}`))
  })

  function killGroup(): void {
    if (child.pid === undefined) return
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // Nothing of the group is left.
    }
  }

  const write = (fd: number, message: SessionCommand | ControlCommand): void => {
    const pipe = child.stdio[fd] as Writable
    if (!pipe.destroyed) pipe.write(`0:W${JSON.stringify(message)}\n`)
  }
  for (const fd of [COMMANDS_FD, CONTROL_FD]) child.stdio[fd]?.on('error', () => {})

  return {
    exited,
    send: message => write(COMMANDS_FD, message),
    control: message => write(CONTROL_FD, message),
    async drained() {
      // What was written before is readable now: one turn of the event loop without any means there is no more.
      for (let before = -1; before !== chunks; ) {
        before = chunks
        await new Promise(resolve => setImmediate(resolve))
      }
    },
    kill: killGroup,
  }
}

/** Where a site sets extra certificates, the session is started without and gives them back to user code. */
function withoutExtraCertificates({ NODE_EXTRA_CA_CERTS, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // Jupyter leaves the kernelspec's `${NODE_EXTRA_CA_CERTS}` as it is where the variable is not set.
  const kept = NODE_EXTRA_CA_CERTS || env[KEPT_CERTIFICATES]
  delete env[KEPT_CERTIFICATES]
  return kept && !kept.startsWith('${') ? { ...env, [KEPT_CERTIFICATES]: kept } : env
}
