/** Handles requests in worker processes that take connections from one listening handle; who dies is replaced. */

import { setTimeout } from 'node:timers'
import { serialize } from 'node:v8'
import { refuseLocal } from '../capture/shareable.ts'
import type { Delivery } from '../capture/shipment.ts'
import { capturer } from '../capture/this-thread.ts'
import { environment } from '../environment.ts'
import { NotShippableError, WorkerLostError } from '../errors.ts'
import type { Backend, BackendOptions } from './backend.ts'
import { bindShared, type SharedHandle } from './listening.ts'
import type { ToServeWorker } from './messages.ts'
import { WorkerProcess } from './worker-process.ts'

/** A worker that lived shorter (ms) is replaced after a pause, which doubles each time. */
const SHORT_LIFE = 1000
const [FIRST_PAUSE, LONGEST_PAUSE] = [100, 5000]

/** @throws NotShippableError, or what kept a worker from starting */
export async function startProcesses(options: BackendOptions & { readonly workers: number }): Promise<Backend> {
  const start = startMessage(options.handler)
  const handle = await bindShared(options.address)
  const backend = new ProcessBackend(options, start, handle)
  try {
    await backend.listening()
  } catch (error) {
    await backend.close(0)
    throw error
  }
  return backend
}

/** Made once: all workers, also those that replace others, start with the same data. */
function startMessage(handler: BackendOptions['handler']): ToServeWorker & { type: 'serve' } {
  const { owner, directory, workerSetup } = environment()
  const { root, definitions, bindings } = capturer().capture(handler, 'server')
  const current = bindings.map(({ binding }) => binding)
  refuseLocal(current.map(({ value }) => value))
  return {
    type: 'serve',
    name: '',
    owner: owner(),
    directory: directory(),
    // Without the descriptors that it writes to it would be of no use.
    setup: workerSetup?.descriptors === undefined ? undefined : workerSetup,
    handler: root,
    shipment: serialized({ definitions, bindings: current, forget: [] } satisfies Delivery),
  }
}

function serialized(shipment: Delivery): Uint8Array {
  try {
    return serialize(shipment)
  } catch (error) {
    throw new NotShippableError(
      `what the handler captured cannot be copied to a process: ${(error as Error).message}; make it inside the handler, or serve without workers`,
      { cause: error },
    )
  }
}

class ProcessBackend implements Backend {
  readonly #options: BackendOptions
  readonly #start: ToServeWorker & { type: 'serve' }
  readonly #handle: SharedHandle
  readonly #members: WorkerProcess[] = []
  readonly #pauses = new Set<NodeJS.Timeout>()
  readonly past = { requests: 0, errors: 0 }
  restarts = 0
  #closing = false

  constructor(options: BackendOptions & { readonly workers: number }, start: ToServeWorker & { type: 'serve' }, handle: SharedHandle) {
    this.#options = options
    this.#start = start
    this.#handle = handle
    for (let index = 0; index < options.workers; index++) this.#members[index] = this.#launch(index, 0)
  }

  get port(): number {
    return this.#handle.port
  }

  get workers() {
    return this.#members.map(({ name, pid, counts: { requests, active, errors } }) => ({ name, pid, requests, active, errors }))
  }

  get connections(): number {
    return this.#members.reduce((sum, { counts }) => sum + counts.connections, 0)
  }

  /** Rejects if a worker could not start. */
  async listening(): Promise<void> {
    await Promise.all(this.#members.map(member => member.listening))
  }

  async close(timeout: number): Promise<void> {
    this.#closing = true
    for (const pause of this.#pauses) clearTimeout(pause)
    await Promise.all(this.#members.map(member => member.close(timeout)))
    this.#handle.close()
  }

  #launch(index: number, failures: number): WorkerProcess {
    const { name, address, counted, report } = this.#options
    const began = performance.now()
    const worker = new WorkerProcess({
      name: `${name} ${index}`,
      address: { ...address, port: this.port },
      handle: this.#handle,
      start: this.#start,
      counted,
      failed: report,
    })
    let listened = false
    worker.listening.then(
      () => {
        listened = true
      },
      () => {},
    )
    void worker.ended.then(lost => {
      // Who waits for the first start hears of its failure there.
      if (this.#closing || (!listened && this.restarts === 0 && failures === 0)) return
      const short = performance.now() - began < SHORT_LIFE
      this.#replace(index, worker, lost, short ? failures + 1 : 0)
    })
    return worker
  }

  #replace(index: number, worker: WorkerProcess, lost: WorkerLostError, failures: number): void {
    this.past.requests += worker.counts.requests
    this.past.errors += worker.counts.errors
    const pause = failures === 0 ? 0 : Math.min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE)
    this.#options.report(
      new WorkerLostError(`${lost.message}; requests that it was handling failed, and another takes its place`, { cause: lost.cause }),
    )
    const timer = setTimeout(() => {
      this.#pauses.delete(timer)
      this.restarts++
      this.#members[index] = this.#launch(index, failures)
    }, pause)
    this.#pauses.add(timer)
  }
}
