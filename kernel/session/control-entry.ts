/**
 * The session's control thread. It stays responsive while the main thread spins: it takes interrupts from the kernel, and
 * ends the whole process group when the kernel is gone.
 */

import { Session } from 'node:inspector'
import { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { createFrameReader, writeFrame } from './framing.ts'
import { createInterruptFlags } from './interrupt-flags.ts'
import { CONTROL_FD, type ControlCommand, EVENTS_FD } from './wire.ts'

/** main ⇄ control, inside the session. */
export type ToMain =
  | { readonly type: 'interrupt'; readonly cell: number }
  | { readonly type: 'ping' }
  | { readonly type: 'terminated'; readonly cell: number }
export type ToControl =
  | { readonly type: 'pong' }
  | { readonly type: 'ended' }
  | { readonly type: 'worker-started'; readonly pid: number }
  | { readonly type: 'worker-ended'; readonly pid: number }

/** How long the main thread may be silent before it is stopped by force (ms). */
const SILENCE = 200
/** How long a forced stop may take before children are interrupted, and after that until the session is given up (ms). */
const FORCE = 500
const GIVE_UP = 2000
/** One stop by force may only uncover the next loop; after so many the session is given up. */
const MAX_FORCED = 5

type Interrupt = Extract<ControlCommand, { type: 'interrupt' }>

const port = parentPort as NonNullable<typeof parentPort>
const flags = createInterruptFlags(workerData as SharedArrayBuffer)
const listeners = new Set<() => void>()
/** Worker processes. One that ended while the main thread spins is not reaped yet, so that no other has its number. */
const workers = new Set<number>()
let busy = false
/** Came while an earlier one was at work: for the next cell, that is. */
let waiting: Interrupt | undefined

port.on('message', (message: ToControl) => {
  if (message.type === 'worker-started') workers.add(message.pid)
  if (message.type === 'worker-ended') workers.delete(message.pid)
  for (const listener of listeners) listener()
})

const socket = new Socket({ fd: CONTROL_FD, readable: true, writable: false })
socket.on(
  'data',
  createFrameReader(json => {
    const command = JSON.parse(json) as ControlCommand
    if (command.type === 'interrupt') void take(command)
    else if (workers.has(command.pid)) end(command.pid)
  }),
)
socket.on('error', endGroup)
socket.on('close', endGroup)
port.postMessage({ type: 'ping' } satisfies ToMain)

function end(worker: number): void {
  try {
    process.kill(worker, 'SIGKILL')
  } catch {
    // It has just ended by itself.
  }
}

/** The kernel died: nothing of the session may outlive it, even while it spins. */
function endGroup(): void {
  process.kill(-process.pid, 'SIGKILL')
}

async function take(command: Interrupt): Promise<void> {
  waiting = command
  if (busy) return
  busy = true
  try {
    for (let next = takeWaiting(); next; next = takeWaiting())
      if (!(await interrupt(next.cell))) writeFrame(EVENTS_FD, 1, JSON.stringify({ type: 'stuck', cell: next.cell }))
  } finally {
    busy = false
  }
}

function takeWaiting(): Interrupt | undefined {
  const next = waiting
  waiting = undefined
  return next
}

/** Gently first; by force when the main thread does not answer. False: nothing helped. */
async function interrupt(cell: number): Promise<boolean> {
  flags.stopping = cell
  send({ type: 'interrupt', cell })
  for (let forced = 0; forced < MAX_FORCED; forced++) {
    if (await answersUntilEnded(cell)) return true
    if (!(await terminate())) return false
    send({ type: 'terminated', cell })
  }
  return false
}

/** True once the cell has ended; false when the main thread falls silent before that. */
async function answersUntilEnded(cell: number): Promise<boolean> {
  for (;;) {
    const heardOf = await heard(SILENCE)
    // Without a cell it is a timer or a handler that is to stop: an answer means it has.
    if (cell === 0 || !heardOf) return cell === 0 ? heardOf : hasEnded(cell)
    if (hasEnded(cell)) return true
    await delay(SILENCE / 10)
    send({ type: 'ping' })
  }
}

const hasEnded = (cell: number): boolean => flags.ended >= cell

/** Stops what the main thread does now. Terminated code runs no `catch` and no `finally`. */
async function terminate(): Promise<boolean> {
  for (let waited = 0; flags.critical > 0 && waited < SILENCE; waited++) await delay(1)
  const session = new Session()
  session.connectToMainThread()
  try {
    const done = new Promise<true>(resolve => session.post('Runtime.terminateExecution', () => resolve(true)))
    if (await Promise.race([done, delay(FORCE, false)])) return afterForce()
    // The thread waits in native code for a child process: end the wait by ending the child.
    process.kill(-process.pid, 'SIGINT')
    return (await Promise.race([done, delay(GIVE_UP, false)])) && afterForce()
  } finally {
    session.disconnect()
  }
}

function afterForce(): true {
  flags.clearCritical()
  return true
}

function send(message: ToMain): void {
  port.postMessage(message)
}

/** Whether the main thread says anything within `time`. */
function heard(time: number): Promise<boolean> {
  return new Promise(resolve => {
    const done = (answer: boolean): void => {
      listeners.delete(listener)
      clearTimeout(timer)
      resolve(answer)
    }
    const listener = (): void => done(true)
    const timer = setTimeout(() => done(false), time)
    listeners.add(listener)
  })
}
