/** One process of TypeScript 7's native compiler, answering requests one after the other over its pipes. */

import { spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { createFrameReader, encodeRequest } from './frames.ts'
import { packageFolder } from './package-folder.ts'

/**
 * Garbage is collected only at this many megabytes, which ordinary notebooks stay under: it starts sooner and stays small.
 * `undefined`: as much memory as it takes.
 */
export type MemoryLimit = number | undefined

export interface TypeServer {
  readonly pid: number | undefined
  /** Rejects with ServerGone when the process has ended, with ServerRefused when it answers with an error. */
  request(method: string, params: unknown): Promise<unknown>
  /** Ends the process; resolves once it is gone. Idempotent. */
  close(): Promise<void>
}

export class ServerGone extends Error {
  override readonly name = 'ServerGone'
}

export class ServerRefused extends Error {
  override readonly name = 'ServerRefused'
}

interface Pending {
  readonly method: string
  resolve(value: unknown): void
  reject(error: Error): void
}

/** All others answer in JSON. */
const answeredInBinary = new Set(['signatureToSignatureDeclaration'])
const stderrKept = 2000
const platformPackage = `@typescript/typescript-${process.platform}-${process.arch}`
/** Starting it fails with an error that names what is missing. */
const missing = `${platformPackage}/lib/tsc`

export function spawnTypeServer(options: { readonly cwd: string; readonly memory: MemoryLimit; readonly executable?: string }): TypeServer {
  const pending: Pending[] = []
  let gone: ServerGone | undefined
  let stderr = ''
  const child = spawn(options.executable ?? compilerExecutable() ?? missing, ['--api', '--cwd', options.cwd], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...memoryEnvironment(options.memory) },
  })

  const exited = new Promise<void>(resolve => {
    const end = (reason: string): void => {
      if (gone) return
      gone = new ServerGone(stderr ? `${reason}: ${stderr.trim()}` : reason)
      for (const request of pending.splice(0)) request.reject(gone)
      resolve()
    }
    child.once('error', error => end(`tsc did not start (${error.message})`))
    child.once('close', (code, signal) => end(`tsc ended (${signal ?? `exit code ${code}`})`))
  })

  const read = createFrameReader(frame => {
    const request = pending.shift()
    if (!request) return
    if (!frame.ok) request.reject(new ServerRefused(frame.payload.toString()))
    else if (answeredInBinary.has(request.method)) request.resolve(frame.payload.toString('base64'))
    else request.resolve(frame.payload.length > 0 ? JSON.parse(frame.payload.toString()) : undefined)
  })
  child.stdout.on('data', (chunk: Buffer) => {
    try {
      read(chunk)
    } catch {
      child.kill('SIGKILL')
    }
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(0, stderrKept)
  })
  // A write to a dead process fails here and as `close`: the latter settles the requests.
  child.stdin.on('error', () => {})

  return {
    pid: child.pid,
    request(method, params) {
      if (gone) return Promise.reject(gone)
      return new Promise((resolve, reject) => {
        pending.push({ method, resolve, reject })
        child.stdin.write(encodeRequest(method, params))
      })
    },
    close() {
      child.kill('SIGKILL')
      return exited
    },
  }
}

function memoryEnvironment(limit: MemoryLimit): Record<string, string> {
  return limit === undefined ? { GOGC: '200' } : { GOGC: 'off', GOMEMLIMIT: `${limit}MiB` }
}

/** The `tsc` binary of the TypeScript that tsloom depends on, wherever the package manager put it. */
function compilerExecutable(): string | undefined {
  const typescript = packageFolder('typescript')
  // Its own dependency: seen from its real place, which with some package managers is another.
  const folder = typescript && packageFolder(platformPackage, join(realpathSync(typescript), 'package.json'))
  return folder && join(folder, process.platform === 'win32' ? 'lib/tsc.exe' : 'lib/tsc')
}
