import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionInfo } from '../protocol/connection-file.ts'
import { freePorts } from './free-ports.ts'

export async function newConnection(): Promise<ConnectionInfo> {
  const [shell, control, iopub, stdin, heartbeat] = (await freePorts(5)) as [number, number, number, number, number]
  return {
    transport: 'tcp',
    ip: '127.0.0.1',
    shell_port: shell,
    control_port: control,
    iopub_port: iopub,
    stdin_port: stdin,
    hb_port: heartbeat,
    key: randomUUID(),
    signature_scheme: 'hmac-sha256',
  }
}

/** Writes the file that only its owner can read: its key lets run code. */
export async function writeConnectionFile(connection: ConnectionInfo): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'tsloom-kernel-'))
  const path = join(folder, 'connection.json')
  await writeFile(path, JSON.stringify(connection, undefined, 2), { mode: 0o600, flag: 'wx' })
  return { path, remove: () => rm(folder, { recursive: true, force: true }) }
}
