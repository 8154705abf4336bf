/** The session process: user code runs here, in its main thread. */

import { existsSync } from 'node:fs'
import { Socket } from 'node:net'
import { configureEnvironment, type DisplayRequest } from '../../src/environment.ts'
import { now } from '../../src/tasks/task.ts'
import { createCells } from './cells.ts'
import { createComms } from './comms.ts'
import { createControlThread } from './control-thread.ts'
import { createEventWriter } from './event-writer.ts'
import { createExecutor } from './executor.ts'
import { createExtraCertificates } from './extra-certificates.ts'
import { createFrameReader } from './framing.ts'
import { createInputs } from './inputs.ts'
import { createInterruptFlags } from './interrupt-flags.ts'
import { connectJupyter } from './jupyter-api.ts'
import { createMagicCalls } from './magic-calls.ts'
import { createModules } from './modules.ts'
import { createNotebookScope } from './notebook-scope.ts'
import { captureOutput } from './output.ts'
import { ownCallbacks } from './owned-callbacks.ts'
import { packComm, unpackComm } from './packed-comm.ts'
import { installRuntime } from './runtime.ts'
import { createStackFrames } from './stack-frames.ts'
import { TaskRun } from './task-run.ts'
import { createTaskCommands } from './tasks/commands.ts'
import { createPanel } from './tasks/panel.ts'
import { createRegistry } from './tasks/registry.ts'
import { createTaskBoard } from './tasks/task-board.ts'
import { COMMANDS_FD, EVENTS_FD, type SessionCommand } from './wire.ts'

/** Taken before cells can put theirs in its place. */
const { parse } = JSON

/** Made by the build, for threads to start sooner; what was only compiled works too. */
const joinedOutput = new URL('./worker-output.cjs', import.meta.url)

const flags = createInterruptFlags()
const cells = createCells(flags)

function critical<T>(section: () => T): T {
  flags.enterCritical()
  try {
    return section()
  } finally {
    flags.leaveCritical()
  }
}

const writer = createEventWriter({ thread: 0, critical })
const scope = createNotebookScope()
const frames = createStackFrames()
const inputs = createInputs(cells, writer)
const magics = createMagicCalls(cells, writer)
const comms = createComms(message => writer.send({ type: 'comm', cell: cells.current.id, comm: packComm(message) }))

const board = createTaskBoard({ writer, now, mapStack: frames.mapStack })
const registry = createRegistry({ now, variables: () => Object.entries(globalThis) })
const panel = createPanel({ comms, registry, tasksOf: board.tasks, now, tellControl: message => control.tell(message) })
const commands = createTaskCommands({
  registry,
  now,
  look: panel.look,
  displayer: () => {
    const run = cells.current
    return shown => cells.within(run, () => display(shown))
  },
  printer: () => {
    const { id } = cells.current
    return text => writer.stream(id, 'stdout', text)
  },
})
const executor = createExecutor({
  cells,
  scope,
  frames,
  writer,
  board,
  declares: names => modules.forgetSlots(names),
  ended: cell => {
    if (flags.stopping === cell) control.tell({ type: 'ended' })
  },
  stopping: () => flags.stopping,
})

const control = createControlThread(flags.buffer, message => {
  switch (message.type) {
    case 'ping':
      break
    case 'interrupt':
      executor.interrupt(message.cell)
      break
    case 'terminated':
      executor.terminated(message.cell)
      break
  }
  control.tell({ type: 'pong' })
})

function take(command: SessionCommand): void {
  switch (command.type) {
    case 'execute':
      control.start()
      return executor.execute(command)
    case 'input-reply':
      return inputs.reply(command.value)
    case 'input-refused':
      return inputs.refuse(command.reason)
    case 'magic-done':
      return magics.done(command.error)
    case 'comm':
      // Its handlers are user code: they run, print and fail as the cell that the kernel made for them.
      return receiveComm(command)
  }
}

function receiveComm({ cell, comm }: Extract<SessionCommand, { type: 'comm' }>): void {
  cells.within(cells.aside(cell), () => {
    try {
      comms.receive(unpackComm(comm))
    } catch (error) {
      executor.lateError(error)
    }
  })
}

const incoming = new Socket({ fd: COMMANDS_FD, readable: true, writable: false })
incoming.on(
  'data',
  createFrameReader(json => take(parse(json) as SessionCommand)),
)
// The control thread ends the whole group; this is for the time before it runs.
incoming.on('close', () => process.kill(-process.pid, 'SIGKILL'))

process.on('uncaughtException', error => executor.lateError(error))
process.on('unhandledRejection', reason => executor.lateError(reason))
// A cell may await later what has failed: without a handler Node warns of that.
process.on('rejectionHandled', () => {})
// An interrupt of the process group is for the children; without a handler it would end the session.
process.on('SIGINT', () => {})
process.on('exit', writer.flush)

function display({ data, metadata, displayId, update }: DisplayRequest): void {
  const shown = { data, ...(metadata ? { metadata } : {}) }
  writer.send({
    type: 'display',
    cell: cells.current.id,
    display: shown,
    ...(displayId ? { displayId } : {}),
    ...(update ? { update } : {}),
  })
}

const certificates = createExtraCertificates(process.env)
configureEnvironment({
  owner: () => cells.current.id,
  signal: () => cells.current.signal,
  stop: () => (cells.current as Partial<TaskRun>).task,
  taskCaller: () => {
    const run = cells.current
    return (task, fn) => cells.within(new TaskRun(run, task, cells.enter), fn)
  },
  display,
  clearOutput: wait => writer.send({ type: 'clear-output', cell: cells.current.id, wait }),
  track(work) {
    cells.current.track(work)
    registry.track(cells.current, work)
  },
  open: service => registry.open(cells.current, service),
  worker: panel.started,
  taskEvent: board.take,
  lateError: executor.lateError,
  critical,
  workerSetup: {
    module: (existsSync(joinedOutput) ? joinedOutput : new URL('./worker-output.js', import.meta.url)).href,
    data: { session: process.pid },
    descriptors: [EVENTS_FD],
    env: certificates.kept,
  },
})
connectJupyter({
  openComm: comms.open,
  onComm: comms.onOpen,
  input: inputs.ask,
  showTasks: options => board.show(cells.current.id, options),
  ...commands,
})
const modules = createModules({ display, beforeForeignCode: certificates.trust })
installRuntime({ cells, scope, modules, frames, magic: magics.call })
Object.defineProperty(globalThis, 'require', { get: modules.require, configurable: true, enumerable: false })
captureOutput((name, text) => writer.stream(cells.current.id, name, text))
frames.install()
ownCallbacks(cells)
certificates.trustBeforeFetch()
writer.send({ type: 'ready' })
