/** An HTTP server around a fetch-style handler; the same in this process and in workers. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers'
import { createRequest, sendResponse } from '@remix-run/node-fetch-server'
import type { Counts } from './counts.ts'
import type { Handler } from './server.ts'

export interface HttpServiceOptions {
  readonly handler: Handler
  /** Called when a count has changed; `arrived`: that of requests, whose handler is about to run. */
  changed(arrived: boolean): void
  /** The handler threw, or what it returned cannot be sent. */
  failed(error: unknown): void
}

export class HttpService {
  readonly server: Server
  readonly #options: HttpServiceOptions
  readonly #sockets = new Set<unknown>()
  #requests = 0
  #active = 0
  #errors = 0
  #closing: Promise<void> | undefined

  constructor(options: HttpServiceOptions) {
    this.#options = options
    this.server = createServer((request, response) => void this.#serve(request, response))
    this.server.on('connection', socket => {
      this.#sockets.add(socket)
      socket.once('close', () => {
        this.#sockets.delete(socket)
        this.#options.changed(false)
      })
      this.#options.changed(false)
    })
  }

  get counts(): Counts {
    return { requests: this.#requests, active: this.#active, errors: this.#errors, connections: this.#sockets.size }
  }

  /** Takes no more connections; what still runs after `timeout` milliseconds is cut. */
  close(timeout: number): Promise<void> {
    if (timeout <= 0) this.#cut()
    this.#closing ??= new Promise(resolve => {
      const timer = timeout > 0 ? setTimeout(() => this.#cut(), timeout) : undefined
      this.server.close(() => {
        clearTimeout(timer)
        resolve()
      })
      this.server.closeIdleConnections()
      if (timeout <= 0) this.#cut()
    })
    return this.#closing
  }

  #cut(): void {
    this.server.closeAllConnections()
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    this.#requests++
    this.#active++
    this.#options.changed(true)
    outgoing.once('close', () => {
      this.#active--
      this.#options.changed(false)
      // Node leaves a connection open for further requests even when the server is closing.
      if (this.#closing !== undefined) this.server.closeIdleConnections()
    })
    let request: Request
    try {
      request = createRequest(incoming, outgoing)
    } catch {
      plain(outgoing, 400, 'Bad Request')
      return
    }
    try {
      const response = checked(await this.#options.handler(request))
      if (this.#closing !== undefined) outgoing.shouldKeepAlive = false
      if (outgoing.destroyed) void response.body?.cancel().catch(() => {})
      else await sendResponse(outgoing, response)
    } catch (error) {
      // The client is gone: what breaks because of that is no fault of the handler.
      if (!(request.signal.aborted && isAbort(error, request.signal))) {
        this.#errors++
        this.#options.changed(false)
        this.#options.failed(error)
      }
      if (outgoing.headersSent) outgoing.destroy()
      else plain(outgoing, 500, 'Internal Server Error')
    }
  }
}

function plain(outgoing: ServerResponse, status: number, text: string): void {
  outgoing.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(`${text}\n`)
}

function isAbort(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError')
}

/** @throws TypeError naming what the handler returned */
function checked(result: unknown): Response {
  // Another library's Response will do if it says that it is one.
  if (Object.prototype.toString.call(result) !== '[object Response]')
    throw new TypeError(`the handler returned ${described(result)}, not a Response; return new Response(text) or Response.json(data)`)
  const response = result as Response
  if (response.bodyUsed || response.body?.locked)
    throw new TypeError('the handler returned a Response whose body was read already; make a new one for each request, or response.clone()')
  return response
}

function described(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string') return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`
  if (typeof value !== 'object') return `a ${typeof value} (${String(value)})`
  const cls: unknown = Object.getPrototypeOf(value)?.constructor
  return Array.isArray(value) ? 'an array' : typeof cls === 'function' && cls !== Object ? `an instance of ${cls.name}` : 'an object'
}
