/** One session process, from its start to its end, as the kernel sees it. */

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { fileURLToPath } from 'node:url'
import type { CellId } from './interpreter.ts'
import { KEPT_CERTIFICATES } from './session/extra-certificates.ts'
import { createFrameReader } from './session/framing.ts'
import { COMMANDS_FD, CONTROL_FD, type ControlCommand, EVENTS_FD, type HostEvent, type SessionCommand } from './session/wire.ts'
import { describeExit, describeFailedStart } from './session-exit.ts'

export interface SessionProcess {
  readonly exited: Promise<void>
  send(command: SessionCommand): void
  control(command: ControlCommand): void
  /** Resolves when all that was written to descriptors 1 and 2 before now has been handed on. */
  drained(): Promise<void>
  /** Ends it with everything it started. `stuck`: because an interrupt could not stop it. */
  kill(why?: 'stuck'): void
}

export interface SessionProcessOptions {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

export interface SessionProcessListener {
  /** The cell that raw output is taken for. */
  readonly cell: () => CellId
  readonly event: (event: HostEvent) => void
  /** Called once, last. `wasReady`: it had come so far as to take cells. */
  readonly exit: (reason: string, wasReady: boolean) => void
}

const ENTRY = fileURLToPath(new URL('./session/session-entry.js', import.meta.url))

/** A forced stop inside a timer aborts Node without this flag. */
const FLAGS = ['--no-force-async-hooks-checks', '--disable-warning=ExperimentalWarning']

/** How long the output of a dead session is waited for (ms). */
const OUTPUT_GRACE = 500

export function startSessionProcess({ cwd, env }: SessionProcessOptions, on: SessionProcessListener): SessionProcess {
  const child = spawn(process.execPath, [...FLAGS, ENTRY], {
    cwd,
    env: withoutExtraCertificates(env),
    // A group of its own: an interrupt reaches the children of user code, and its end takes them all along.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
  })
  let chunks = 0
  let lastWords = ''
  let wasReady = false
  let stuck = false
  for (const name of ['stdout', 'stderr'] as const) {
    const decoder = new StringDecoder('utf8')
    child[name]?.on('data', (bytes: Buffer) => {
      chunks++
      const text = decoder.write(bytes)
      if (name === 'stderr') lastWords = (lastWords + text).slice(-4000)
      on.event({ type: 'stream', cell: on.cell(), name, text })
    })
  }
  const events = child.stdio[EVENTS_FD] as ChildProcess['stdout']
  events?.on(
    'data',
    createFrameReader(json => {
      const event = JSON.parse(json) as HostEvent
      wasReady ||= event.type === 'ready'
      on.event(event)
    }),
  )
  for (const fd of [EVENTS_FD, COMMANDS_FD, CONTROL_FD]) child.stdio[fd]?.on('error', () => {})

  const exited = new Promise<void>(resolve => {
    let over = false
    const end = (reason: string): void => {
      if (over) return
      over = true
      resolve()
      on.exit(reason, wasReady)
    }
    child.once('exit', (code, signal) => {
      killGroup()
      // A cell that ended before is to be settled before: its events are among the last bytes.
      const tell = (): void => end(wasReady ? describeExit(code, stuck ? 'stuck' : signal, lastWords) : describeFailedStart(lastWords))
      // 'close' comes with the last byte of its output, unless a process that left the group holds the pipes.
      const timer = setTimeout(tell, OUTPUT_GRACE)
      child.once('close', () => {
        clearTimeout(timer)
        tell()
      })
    })
    child.once('error', ({ message }) => end(describeFailedStart(existsSync(cwd) ? message : `its folder ${cwd} is gone`)))
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
    const pipe = child.stdio[fd] as Writable | undefined
    if (pipe && !pipe.destroyed) pipe.write(`0:W${JSON.stringify(message)}\n`)
  }

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
    kill(why) {
      stuck ||= why === 'stuck'
      killGroup()
    },
  }
}

/** Where a site sets extra certificates, the session is started without and gives them back to user code. */
function withoutExtraCertificates({ NODE_EXTRA_CA_CERTS, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // Jupyter leaves the kernelspec's `${NODE_EXTRA_CA_CERTS}` as it is where the variable is not set.
  const kept = NODE_EXTRA_CA_CERTS || env[KEPT_CERTIFICATES]
  delete env[KEPT_CERTIFICATES]
  return kept && !kept.startsWith('${') ? { ...env, [KEPT_CERTIFICATES]: kept } : env
}
