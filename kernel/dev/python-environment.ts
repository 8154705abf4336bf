import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from './with-lock.ts'

export interface PythonEnvironment {
  /** The folder with python and what the requirements brought. */
  readonly folder: string
  executable(name: string): string
}

/** A virtual environment with what `requirements` lists: made on first use, made anew when the list has changed. */
export function pythonEnvironment(requirements: string, folder: string): PythonEnvironment {
  const windows = process.platform === 'win32'
  const executable = (name: string) => (windows ? join(folder, 'Scripts', `${name}.exe`) : join(folder, 'bin', name))
  const stampFile = join(folder, '.made-from')
  const stamp = createHash('sha256').update(readFileSync(requirements)).digest('hex')
  const ready = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp && existsSync(executable('python'))
  if (ready()) return { folder, executable }
  withLock(`${folder}.lock`, () => {
    if (ready()) return
    console.error(`python: making ${folder} from ${requirements}`)
    rmSync(folder, { recursive: true, force: true })
    const python = findPython()
    run(python, ['-m', 'venv', folder], 'python3 could not make a virtual environment (on Debian: apt-get install python3-venv)')
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]
    run(executable('python'), pip, `pip could not install ${requirements}`)
    // Below a package of type "module" JupyterLab's own scripts would be taken for modules.
    writeFileSync(join(folder, 'package.json'), '{}\n')
    writeFileSync(stampFile, stamp)
  })
  return { folder, executable }
}

/** Name of a Python 3 that starts; undefined where there is none. */
export function pythonIfAny(): string | undefined {
  return ['python3', 'python'].find(name => spawnSync(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0)
}

function findPython(): string {
  const found = pythonIfAny()
  if (found === undefined) throw new Error('python3 (3.9 or newer) is needed for this and was not found on the PATH')
  return found
}

function run(command: string, args: readonly string[], failure: string): void {
  const { status, error, stderr } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  if (status !== 0) throw new Error(`${failure}\n${error?.message ?? stderr}`)
}
