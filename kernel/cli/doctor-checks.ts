import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { access, constants, statfs } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { CliContext } from './context.ts'
import { installation } from './installation.ts'
import { searchPath } from './jupyter-paths.ts'
import { defaultKernelName, kernelDirectory, readSpec } from './kernelspec.ts'
import type { LaunchKernel } from './notebook-kernel.ts'

export type Finding =
  | { readonly kind: 'ok'; readonly says: string }
  /** `note`: works, but not as well as it could. */
  | { readonly kind: 'note' | 'problem'; readonly says: string; readonly todo?: string }

export interface Check {
  readonly title: string
  check(): Promise<Finding>
}

const reinstall = 'install tsloom again, with optional dependencies: npm install -g tsloom'

export function checks(context: CliContext, launch: LaunchKernel): Check[] {
  return [
    { title: 'Node', check: node },
    { title: 'ZeroMQ', check: () => loads('zeromq', () => import('zeromq')) },
    { title: 'TypeScript checker', check: typescript },
    {
      title: 'oxc',
      check: () => loads('oxc', () => Promise.all([import('oxc-parser'), import('oxc-transform')])),
    },
    { title: 'shared memory', check: () => sharedMemory(context.platform) },
    { title: 'Jupyter', check: async () => jupyter(context) },
    { title: 'kernelspec', check: () => kernelspec(context) },
    { title: 'kernel', check: () => kernel(context, launch) },
  ]
}

async function node(): Promise<Finding> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    return {
      kind: 'problem',
      says: `${process.version} at ${process.execPath}`,
      todo: 'tsloom needs Node 20.19 or newer: https://nodejs.org',
    }
  }
  return ok(`${process.version} at ${process.execPath}`)
}

async function loads(name: string, load: () => Promise<unknown>): Promise<Finding> {
  try {
    await load()
    return ok('loads')
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
    return { kind: 'problem', says: `${name} does not load: ${why}`, todo: reinstall }
  }
}

async function typescript(): Promise<Finding> {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '--version'], { encoding: 'utf8' })
  if (status === 0) return ok(`${stdout.trim().replace('Version ', '')} starts`)
  return { kind: 'problem', says: `TypeScript's native compiler does not start: ${stderr.trim().split('\n').at(-1)}`, todo: reinstall }
}

const enoughSharedMemory = 64 * 2 ** 20

async function sharedMemory(platform: NodeJS.Platform): Promise<Finding> {
  if (platform !== 'linux') return ok('files of the checker go to the temporary folder')
  const fallback = 'cells are checked from the temporary folder instead, which is slower'
  try {
    await access('/dev/shm', constants.W_OK)
  } catch {
    return { kind: 'note', says: `/dev/shm cannot be written; ${fallback}` }
  }
  const { bavail, bsize } = await statfs('/dev/shm')
  const free = bavail * bsize
  if (free >= enoughSharedMemory) return ok(`/dev/shm has ${Math.round(free / 2 ** 20)} MB free`)
  return {
    kind: 'note',
    says: `/dev/shm has only ${Math.round(free / 2 ** 20)} MB free`,
    todo: 'in a container, start it with --shm-size=256m',
  }
}

function jupyter({ env }: CliContext): Finding {
  const { status, stdout } = spawnSync('jupyter', ['--version'], { encoding: 'utf8', env: { ...env } })
  if (status === 0) {
    const parts = stdout.split('\n').filter(line => /^(jupyterlab|notebook|jupyter_client)\s/.test(line) && !line.includes('not installed'))
    return ok(parts.map(line => line.replace(/\s*:\s*/, ' ')).join(', ') || 'the jupyter command answers')
  }
  const todo = 'for notebooks in the browser: pip install jupyterlab. "tsloom run" and VS Code do without.'
  return { kind: 'note', says: 'no jupyter command on the PATH', todo }
}

async function kernelspec(context: CliContext): Promise<Finding> {
  const found = searchPath(context)
    .map(folder => kernelDirectory(folder, defaultKernelName))
    .find(folder => existsSync(join(folder, 'kernel.json')))
  if (found === undefined) return { kind: 'note', says: 'not installed for this user', todo: 'to use tsloom from Jupyter: tsloom install' }
  const [nodePath = '', main = ''] = (await readSpec(found))?.argv ?? []
  const todo = 'tsloom install'
  if (!existsSync(nodePath)) return { kind: 'problem', says: `${found} starts ${nodePath}, which does not exist`, todo }
  if (!existsSync(main)) return { kind: 'problem', says: `${found} starts ${main}, which does not exist`, todo }
  if (resolve(main) !== installation.main) return { kind: 'problem', says: `${found} starts another installation: ${main}`, todo }
  return ok(found)
}

async function kernel({ cwd }: CliContext, launch: LaunchKernel): Promise<Finding> {
  const start = performance.now()
  let result = ''
  const running = await launch({
    directory: cwd,
    onOutput: (_, message) => {
      if (message.msg_type === 'execute_result') result = stripVTControlCharacters(String(message.content.data['text/plain']))
    },
  })
  try {
    const reply = await running.execute('doctor', '1 + 1')
    const took = `${Math.round(performance.now() - start)} ms after its start`
    if (reply.status === 'ok' && result === '2') return ok(`1 + 1 is 2, ${took}`)
    return { kind: 'problem', says: `1 + 1 gave ${reply.status === 'ok' ? JSON.stringify(result) : `${reply.ename}: ${reply.evalue}`}` }
  } finally {
    await running.close()
  }
}

function ok(says: string): Finding {
  return { kind: 'ok', says }
}
