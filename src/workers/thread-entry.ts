/** What a worker thread runs, once `thread-start.ts` has compiled it. Its near side is `thread-host.ts`. */

import { clearImmediate, setImmediate } from 'node:timers'
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { movedIn, type ToWorker } from './messages.ts'
import { Position } from './position.ts'
import { AWAKE } from './round-trips.ts'
import { expandRun, type ShortRun, shortenResults } from './short-messages.ts'
import type { ThreadData } from './thread-host.ts'
import { warmUp } from './warm-up.ts'
import { serveJobs, type WorkerSide } from './worker-side.ts'

/** From `thread-start.ts`. */
export interface Compiled {
  /** What V8 made of this code so far, for other threads. */
  compiled(): Uint8Array
  /** A module, or a promise of it. Code that V8 compiled in another thread cannot import by itself. */
  load(url: string): unknown
  loadKinds(): Promise<unknown>
}

export function startThread({ compiled, load, loadKinds }: Compiled): void {
  const port = parentPort
  if (port === null) throw new Error('thread-entry runs only as a worker thread')
  const { tsloom } = workerData as ThreadData
  let wanted = tsloom.compiled.wanted
  const tellCompiled = (): void => {
    if (!wanted) return
    wanted = false
    const code = compiled()
    const bytes = new Uint8Array(new SharedArrayBuffer(code.length))
    bytes.set(code)
    port.postMessage({ type: 'compiled', bytes })
  }
  const served = serveJobs(tsloom, {
    post(message) {
      port.postMessage(shortenResults(message), movedIn(message))
      if (message.type === 'drained') tellCompiled()
    },
    unref: () => port.unref(),
    ref: () => port.ref(),
    load,
    position: new Position(tsloom.position),
  })
  const warm = (): void => {
    tellCompiled()
    port.postMessage({ type: 'warm' })
  }
  const begin = (side: WorkerSide): void => serve(port, withKinds(side, loadKinds), warm)
  if (served instanceof Promise) void served.then(begin)
  else begin(served)
}

function serve(port: MessagePort, side: WorkerSide, warm: () => void): void {
  listen(port, side)
  port.postMessage({ type: 'ready' })
  // Not where a job is there already.
  const lull = setImmediate(() => {
    warmUp(listen, warm)
    // Of a job that there is not.
    side.receive({ type: 'taken', job: 0 })
  })
  port.once('message', () => clearImmediate(lull))
}

function listen(port: MessagePort, side: WorkerSide): void {
  const expand = expandRun()
  port.on('message', (first: ToWorker | ShortRun) => {
    let short: ToWorker | ShortRun | undefined = first
    while (short !== undefined) {
      const message = expand(short)
      side.receive(message)
      short = message.type === 'run' && message.awake && side.idle ? next(port) : undefined
    }
  })
}

function next(port: MessagePort): ToWorker | ShortRun | undefined {
  const until = performance.now() + AWAKE
  do {
    const received = receiveMessageOnPort(port) as { readonly message: ToWorker | ShortRun } | undefined
    if (received !== undefined) return received.message
  } while (performance.now() < until)
  return undefined
}

/** Mutexes and their like are loaded when the first arrives: a thread without them starts sooner. Messages keep their order. */
function withKinds(side: WorkerSide, load: () => Promise<unknown>): WorkerSide {
  let loaded: Promise<unknown> | undefined
  return {
    get idle() {
      return side.idle && loaded === undefined
    },
    receive(message) {
      if (
        loaded === undefined &&
        message.type === 'run' &&
        (isShared(message.args) || message.news?.bindings.some(({ value }) => isShared(value)))
      )
        loaded = load()
      if (loaded === undefined) side.receive(message)
      else void loaded.then(() => side.receive(message))
    },
  }
}

function isShared({ shared, bridged }: { readonly shared?: string; readonly bridged?: string }): boolean {
  return shared !== undefined || bridged !== undefined
}
