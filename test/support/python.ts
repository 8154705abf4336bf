import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type PythonEnvironment, pythonEnvironment, pythonIfAny } from '../../kernel/dev/python-environment.ts'
import { projectRoot } from './project-root.ts'

/** Python with Jupyter's libraries. Where there is no Python the test is skipped, except where all must run. */
export function jupyterPython(test: TestContext): PythonEnvironment | undefined {
  if (pythonIfAny() === undefined && !process.env.CI) {
    test.skip('python3 is not installed')
    return undefined
  }
  return pythonEnvironment(join(projectRoot, 'test/python/requirements.txt'), join(projectRoot, '.cache/python-tests'))
}

export interface Finished {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface FinishOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
}

/** Milliseconds until a program that hangs is killed. */
const longest = 240_000

/** Runs a program to its end; what it says is in the result, also when it fails. Rejects when it cannot be started. */
export function finish(program: string, args: readonly string[], { cwd, env }: FinishOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 26, timeout: longest, killSignal: 'SIGKILL' } as const
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr })
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr })
      else reject(new Error(`${program} ${args.join(' ')} ended by ${error.signal ?? error.message}; it said:\n${stdout}\n${stderr}`))
    })
  })
}

/** Where Jupyter looks for kernels and keeps its files, below a folder of the test's own. */
export function privateJupyter(folder: string): NodeJS.ProcessEnv {
  return {
    JUPYTER_PATH: join(folder, 'share/jupyter'),
    JUPYTER_DATA_DIR: join(folder, 'data'),
    JUPYTER_CONFIG_DIR: join(folder, 'config'),
    JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
    IPYTHONDIR: join(folder, 'ipython'),
  }
}
