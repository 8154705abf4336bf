/** Connection files: https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files */

import { readContent } from './content-reader.ts'

export interface ConnectionInfo {
  readonly transport: 'tcp' | 'ipc'
  readonly ip: string
  readonly shell_port: number
  readonly control_port: number
  readonly iopub_port: number
  readonly stdin_port: number
  readonly hb_port: number
  readonly key: string
  readonly signature_scheme: string
  readonly kernel_name?: string
}

export type PortName = 'shell_port' | 'control_port' | 'iopub_port' | 'stdin_port' | 'hb_port'

export function parseConnectionFile(text: string): ConnectionInfo {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new Error('the connection file is not JSON', { cause: error })
  }
  const read = readContent('connection file', json)
  const transport = read.string('transport', 'tcp')
  if (transport !== 'tcp' && transport !== 'ipc') throw new Error(`connection file: transport '${transport}' is not supported; use 'tcp'`)
  const port = (field: PortName) => {
    const value = read.integer(field, 0)
    if (value < 1 || value > 65535) throw new Error(`connection file: '${field}' must be a port from 1 to 65535, not ${value}`)
    return value
  }
  return {
    transport,
    ip: read.string('ip', '127.0.0.1'),
    shell_port: port('shell_port'),
    control_port: port('control_port'),
    iopub_port: port('iopub_port'),
    stdin_port: port('stdin_port'),
    hb_port: port('hb_port'),
    key: read.string('key', ''),
    signature_scheme: read.string('signature_scheme', '') || 'hmac-sha256',
    ...(read.value('kernel_name') === undefined ? {} : { kernel_name: read.string('kernel_name', '') }),
  }
}

/** The address to bind or to connect to: `tcp://ip:port`, or for ipc `ipc://ip-port`, as Jupyter spells it. */
export function addressOf(connection: ConnectionInfo, port: PortName): string {
  const { transport, ip } = connection
  if (transport === 'ipc') return `ipc://${ip}-${connection[port]}`
  return `tcp://${ip.includes(':') ? `[${ip}]` : ip}:${connection[port]}`
}
