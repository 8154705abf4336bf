/** `serve`: a fetch-style handler behind a port, in this thread or in several processes. */

import { inspect } from 'node:util'
import { html } from '../display/content.ts'
import { JUPYTER_DISPLAY, type MimeBundle } from '../display/displayable.ts'
import { environment } from '../environment.ts'
import { atCall } from '../errors.ts'
import { checkCount, checkFunction } from '../tasks/options.ts'
import { cancelledBy } from '../tasks/task.ts'
import { Settling } from '../tasks/track.ts'
import type { Backend } from './backend.ts'
import { Rate } from './counts.ts'
import { FailureLog } from './failure-log.ts'
import { urlOf } from './listening.ts'
import { startLocal } from './local-backend.ts'
import { startProcesses } from './process-backend.ts'
import { CLOSE_TIMEOUT, type CloseOptions, type Handler, type ServeOptions, type Server, type ServerStats } from './server.ts'

/**
 * Answers HTTP requests with `handler`; resolves once it listens. Only this machine reaches it unless `hostname` says
 * otherwise.
 *
 * With `workers: n` the handler runs in `n` processes that take connections from one port, so that it uses several
 * cores and answers while this thread computes. It takes along what it uses, as functions for threads do; **each worker
 * has its own copy of that data**, read when `serve` is called: what a handler writes to it (a counter, a cache) is seen
 * by later requests of the same worker only. Without workers it is the data itself.
 *
 * A handler that throws answers 500, and the error is told where the server was started; the client does not see it. A
 * worker that dies is replaced; the requests that it was handling fail.
 *
 * @throws TsloomError (`TSLOOM_CANNOT_LISTEN`) if the port is in use or the address is not this machine's
 * @throws NotShippableError if the handler uses what cannot travel to a process
 * @example
 * await using server = await serve(request => Response.json({ path: new URL(request.url).pathname }), { workers: 2 })
 * console.log(await (await fetch(`${server.url}/a`)).json(), server.stats.workers)
 */
export async function serve(handler: Handler, options: ServeOptions = {}): Promise<Server> {
  const { workers = 0, port = 0, hostname = '127.0.0.1', signal } = options
  const host = environment()
  const owner = host.owner()
  const log = new FailureLog(error => host.lateError(error, owner))
  const rate = new Rate()
  try {
    check(handler, options)
    if (signal?.aborted) throw cancelledBy(signal.reason, 'serve')
    const name = options.name ?? (handler.name === '' || handler.name === 'handler' ? 'server' : handler.name)
    const common = { name, handler, address: { hostname, port }, counted: (requests: number) => rate.add(requests), report: log.add }
    const backend = workers === 0 ? await startLocal(common) : await startProcesses({ ...common, workers })
    const server = new RunningServer(name, hostname, backend, rate, log)
    host.open({
      kind: 'server',
      name,
      url: server.url,
      target: server,
      closed: server.closed,
      close: () => server.close(),
      stats: () => server.stats,
    })
    host.track({ owner, name, detached: true, settled: server.closed, cancel: () => void server.close({ timeout: 0 }) })
    followSignal(signal, server)
    return server
  } catch (error) {
    atCall(error)
    throw error
  }
}

class RunningServer implements Server {
  readonly name: string
  readonly url: string
  readonly port: number
  readonly hostname: string
  readonly #backend: Backend
  readonly #rate: Rate
  readonly #log: FailureLog
  readonly #settling = new Settling()

  constructor(name: string, hostname: string, backend: Backend, rate: Rate, log: FailureLog) {
    this.name = name
    this.hostname = hostname
    this.port = backend.port
    this.url = urlOf(this)
    this.#backend = backend
    this.#rate = rate
    this.#log = log
  }

  get closed(): Promise<void> {
    return this.#settling.promise
  }

  get stats(): ServerStats {
    const { workers, connections, restarts, past } = this.#backend
    const sum = (key: 'requests' | 'active' | 'errors') => workers.reduce((total, worker) => total + worker[key], 0)
    return {
      requests: past.requests + sum('requests'),
      active: sum('active'),
      errors: past.errors + sum('errors'),
      connections,
      perSecond: this.#rate.perSecond,
      restarts,
      workers,
    }
  }

  async close({ timeout = CLOSE_TIMEOUT }: CloseOptions = {}): Promise<void> {
    await this.#backend.close(timeout)
    this.#log.flush()
    this.#settling.done()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** A link to it, and how much it did. */
  [JUPYTER_DISPLAY](): MimeBundle {
    const shown = html`${this.name} at <a href="${this.url}">${this.url}</a>: ${this.#summary()}`
    return { 'text/html': shown.html, 'text/plain': inspect(this) }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Server { ${this.name} at ${this.url}: ${this.#summary()} }`
  }

  #summary(): string {
    const { requests, workers } = this.stats
    return `${requests} requests in ${workers.length} worker${workers.length === 1 ? '' : 's'}`
  }
}

function followSignal(signal: AbortSignal | undefined, server: Server): void {
  if (signal === undefined) return
  const abort = (): void => void server.close({ timeout: 0 })
  if (signal.aborted) return abort()
  signal.addEventListener('abort', abort, { once: true })
  void server.closed.then(() => signal.removeEventListener('abort', abort))
}

/** @throws TypeError, RangeError */
function check(handler: unknown, { workers, port, hostname }: ServeOptions): void {
  checkFunction(handler, 'serve')
  checkCount('workers', workers, 0)
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new RangeError(`port has to be an integer from 0 (any free one) to 65535, not ${port}`)
  if (hostname !== undefined && (typeof hostname !== 'string' || hostname === '' || hostname.includes('/')))
    throw new TypeError(`hostname has to be an address to listen at, like 127.0.0.1 or 0.0.0.0, not ${JSON.stringify(hostname)}`)
}
