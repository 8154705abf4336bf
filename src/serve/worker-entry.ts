/** What a worker process of a server runs. Its near side is `worker-process.ts`. */

import type { Server } from 'node:http'
import type * as net from 'node:net'
import { setTimeout } from 'node:timers'
import { deserialize } from 'node:v8'
import '../sync/kinds.ts'
import { packError } from '../capture/failure.ts'
import type { Delivery } from '../capture/shipment.ts'
import { configureEnvironment, type WorkerHooks } from '../environment.ts'
import { CurrentTask, installWorkerRuntime } from '../workers/worker-runtime.ts'
import type { Counts } from './counts.ts'
import { HttpService } from './http-service.ts'
import type { FromServeWorker, ToServeWorker } from './messages.ts'
import type { Handler } from './server.ts'

/** A request that arrives after a pause is told at once: its handler may spin. Else counts leave this often. Milliseconds. */
const COUNT_INTERVAL = 20

process.on('disconnect', () => process.exit())
// An interrupt of the process group is for who started it; it closes the server if it wants to.
process.on('SIGINT', () => {})
process.once('message', (message: ToServeWorker, handle: net.Server) => {
  if (message.type === 'serve') void start(message, handle)
})

async function start(message: ToServeWorker & { type: 'serve' }, handle: net.Server): Promise<void> {
  const { name, owner, directory, setup, handler: id, shipment } = message
  const hooks = setup === undefined ? undefined : ((await import(setup.module)) as { setUp(data: unknown): WorkerHooks }).setUp(setup.data)
  const current = new CurrentTask(name, hooks)
  const reviver = installWorkerRuntime(current, hooks, directory)
  configureEnvironment({
    owner: () => owner,
    lateError: error => void Promise.reject(error),
    ...(hooks?.display && { display: request => hooks.display?.(request) }),
    ...(hooks?.clearOutput && { clearOutput: wait => hooks.clearOutput?.(wait) }),
    workerSetup: setup,
    directory: () => directory,
  })
  // One task for all requests: that of the cell that serves.
  current.begin({ owner, label: name })
  process.on('exit', () => hooks?.endTask())
  const pack = (error: unknown) => packError(error, reviver.idOf)
  const unable = (step: 'handler' | 'listen', error: unknown) =>
    send({ type: 'unable', step, error: pack(error) }).then(() => process.exit(1))

  process.on('uncaughtException', error => void send({ type: 'fault', error: pack(error) }).then(() => process.exit(1)))
  let handler: Handler
  try {
    await reviver.install(deserialize(shipment) as Delivery)
    handler = reviver.resolve(id) as Handler
  } catch (error) {
    await unable('handler', error)
    return
  }
  const counts = new CountsReport(() => service.counts)
  const service = new HttpService({ handler, changed: counts.changed, failed: error => void send({ type: 'failed', error: pack(error) }) })
  service.server.once('error', error => void unable('listen', error))
  listenOn(service.server, handle, () => void send({ type: 'listening' }))
  process.on('message', (message: ToServeWorker) => {
    if (message.type !== 'close') return
    void service
      .close(message.timeout)
      .then(() => send({ type: 'counts', counts: service.counts }))
      .then(() => process.exit())
  })
}

function listenOn(server: Server, handle: net.Server, listening: () => void): void {
  server.listen(handle, listening)
}

function send(message: FromServeWorker): Promise<void> {
  return new Promise(resolve => {
    if (process.send === undefined || !process.connected) resolve()
    else process.send(message, () => resolve())
  })
}

class CountsReport {
  readonly #read: () => Counts
  #timer: NodeJS.Timeout | undefined
  #sent = -Infinity

  constructor(read: () => Counts) {
    this.#read = read
  }

  readonly changed = (arrived: boolean): void => {
    if (arrived && performance.now() - this.#sent >= COUNT_INTERVAL) this.#send()
    else this.#timer ??= setTimeout(() => this.#send(), COUNT_INTERVAL).unref()
  }

  #send(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#sent = performance.now()
    void send({ type: 'counts', counts: this.#read() })
  }
}
