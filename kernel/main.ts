/**
 * The kernel process: `node main.cjs --connection-file FILE`. What takes longest is started first: the type checker, then
 * the session; only then are zeromq and the compiler loaded.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageFolder } from './check/package-folder.ts'
import { startTypeServer } from './check/type-session.ts'
import type { SessionListener } from './interpreter.ts'
import { startSessionHost } from './session-host.ts'
import { watchParent } from './watch-parent.ts'

const log = (line: string): void => void process.stderr.write(`tsloom: ${line}\n`)

// Node's parseArgs would have to be loaded first.
const connectionFile = process.argv[2] === '--connection-file' ? process.argv[3] : undefined
if (connectionFile === undefined) {
  log('--connection-file FILE is missing. Jupyter passes it; by hand use `tsloom run` or `tsloom kernel --connection-file FILE`.')
  process.exit(2)
}
void startKernel(connectionFile)

/** No await at the top: as CommonJS, which has none, the joined kernel starts sooner. What is thrown ends the process all the same. */
async function startKernel(file: string): Promise<void> {
  const directory = process.cwd()
  const types = startTypeServer({ directory, notice: log })
  const session = startSessionHost({ cwd: directory, env: process.env, log })
  const { createChecker, createFigureDrawer, createNotebook, loadCompiler, magics, parseConnectionFile, serveKernel } = await import(
    './parts.ts'
  )

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
    connection: parseConnectionFile(readFileSync(file, 'utf8')),
    about: { version, typescript: readPackage(join(packageFolder('typescript') ?? '', 'package.json')).version },
    log,
    interpreter: notebook,
    onShutdown: () => void served.close().then(() => process.exit(0)),
  })
  // What cells make in this process is small and soon gone; else V8 doubles the room for it twice, for good (4 MB).
  process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1')
}

function readPackage(file: string | URL): { readonly version: string } {
  return JSON.parse(readFileSync(file, 'utf8')) as { version: string }
}
