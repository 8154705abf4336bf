/** Where a server listens: in this process, or by a handle that its worker processes share. */

import { lookup } from 'node:dns/promises'
import type { Server } from 'node:http'
import * as net from 'node:net'
import { getSystemErrorName } from 'node:util'
import { TsloomError } from '../errors.ts'

export interface Address {
  readonly hostname: string
  readonly port: number
}

/** A bound socket of Node's: listened on where it is sent to, and it stays bound as long as one process has it. */
export interface SharedHandle {
  readonly port: number
  /** For `child.send`. */
  readonly handle: net.Server
  close(): void
}

interface TcpHandle {
  getsockname(out: { port?: number }): number
  close(): void
}

/** What Node's cluster module binds with; a `net.Server` of this process would take connections itself. */
type CreateHandle = (address: string, port: number, family: number, fd: undefined, flags: number) => TcpHandle | number

/** @throws TsloomError TSLOOM_CANNOT_LISTEN */
export async function bindShared({ hostname, port }: Address): Promise<SharedHandle> {
  const { address, family } = await lookup(hostname).catch((error: unknown) => {
    throw cannotListen({ hostname, port }, error)
  })
  const { _createServerHandle: createHandle } = net as unknown as { _createServerHandle: CreateHandle }
  const handle = createHandle(address, port, family, undefined, 0)
  if (typeof handle === 'number') throw cannotListen({ hostname, port }, systemError(handle))
  // A port in use shows only here: binding puts that error off.
  const bound: { port?: number } = {}
  const failure = handle.getsockname(bound)
  if (failure !== 0 || bound.port === undefined) {
    handle.close()
    throw cannotListen({ hostname, port }, systemError(failure))
  }
  return { port: bound.port, handle: handle as unknown as net.Server, close: () => handle.close() }
}

/** @throws TsloomError TSLOOM_CANNOT_LISTEN */
export function listen(server: Server, { hostname, port }: Address): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', error => reject(cannotListen({ hostname, port }, error)))
    server.listen({ host: hostname, port }, () => resolve((server.address() as net.AddressInfo).port))
  })
}

export function urlOf({ hostname, port }: Address): string {
  const host = hostname === '0.0.0.0' || hostname === '::' ? 'localhost' : hostname.includes(':') ? `[${hostname}]` : hostname
  return `http://${host}:${port}`
}

export function cannotListen({ hostname, port }: Address, cause: unknown): TsloomError {
  const code = (cause as NodeJS.ErrnoException).code
  return new TsloomError('TSLOOM_CANNOT_LISTEN', whyNot(code, hostname, port, cause), { cause })
}

function whyNot(code: string | undefined, hostname: string, port: number, cause: unknown): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} of ${hostname} is in use: end what listens there (a server of an earlier cell: await server.close()), or leave port out to get a free one`
    case 'EACCES':
      return `port ${port} of ${hostname} needs rights that this process does not have; take one above 1023, or leave port out to get a free one`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${hostname} is no address of this machine; leave hostname out to listen at 127.0.0.1, or use 0.0.0.0 for every address`
    default:
      return `cannot listen at port ${port} of ${hostname}: ${cause instanceof Error ? cause.message : String(cause)}`
  }
}

function systemError(errno: number): NodeJS.ErrnoException {
  const code = getSystemErrorName(errno)
  return Object.assign(new Error(`bind ${code}`), { code, errno, syscall: 'bind' })
}
