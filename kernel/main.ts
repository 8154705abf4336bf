/**
 * The kernel process: `node main.js --connection-file FILE`. What takes longest is started first: the type checker, then
 * the session; only then are zeromq and the compiler loaded.
 */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { startTypeServer } from './check/type-session.ts'
import type { SessionListener } from './interpreter.ts'
import { startSessionHost } from './session-host.ts'
import { watchParent } from './watch-parent.ts'

const log = (line: string): void => void process.stderr.write(`tsloom: ${line}\n`)

const { values } = parseArgs({ options: { 'connection-file': { type: 'string' } } })
const connectionFile = values['connection-file']
if (connectionFile === undefined) {
  log('--connection-file FILE is missing. Jupyter passes it; by hand use `tsloom run` or `tsloom kernel --connection-file FILE`.')
  process.exit(2)
}

const directory = process.cwd()
const types = startTypeServer({ directory, notice: log })
// Read from disk while the session is being started.
const parts = import('./parts.ts')
const session = startSessionHost({ cwd: directory, env: process.env, log })

const { createChecker, createFigureDrawer, createNotebook, loadCompiler, magics, parseConnectionFile, serveKernel } = await parts

function notebook(listener: SessionListener): ReturnType<typeof createNotebook> {
  // Nothing of it is loaded before there is a figure.
  const drawer = process.env.TSLOOM_FIGURE_PNG === '0' ? undefined : createFigureDrawer()
  const interpreter = createNotebook({ session, checker: createChecker(types), compiler: loadCompiler(), magics, listener, drawer, log })
  process.on('SIGINT', () => void interpreter.interrupt())
  const end = (code: number): void => void interpreter.close().then(() => process.exit(code))
  process.once('SIGTERM', () => end(143))
  watchParent(process.env, () => end(1))
  return interpreter
}

const { version } = readPackage(new URL('../../package.json', import.meta.url))
const served = await serveKernel({
  connection: parseConnectionFile(readFileSync(connectionFile, 'utf8')),
  about: { version, typescript: readPackage(createRequire(import.meta.url).resolve('typescript/package.json')).version },
  log,
  interpreter: notebook,
  onShutdown: () => void served.close().then(() => process.exit(0)),
})

function readPackage(file: string | URL): { readonly version: string } {
  return JSON.parse(readFileSync(file, 'utf8')) as { version: string }
}
