import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { CliError } from './cli-error.ts'
import type { CliContext } from './context.ts'

/** Where to install: for the user, below a prefix, or into the current Python environment. */
export type InstallTarget =
  | { readonly kind: 'user' }
  | { readonly kind: 'prefix'; readonly directory: string }
  | { readonly kind: 'sys-prefix' }

type Surroundings = Pick<CliContext, 'env' | 'platform' | 'home' | 'cwd'>

/** The folder in which Jupyter looks for `kernels/NAME/kernel.json`. */
export function dataDirectory(target: InstallTarget, surroundings: Surroundings): string {
  switch (target.kind) {
    case 'user':
      return userDataDirectory(surroundings)
    case 'prefix':
      return join(resolve(surroundings.cwd, target.directory), 'share', 'jupyter')
    case 'sys-prefix':
      return join(pythonPrefix(surroundings), 'share', 'jupyter')
  }
}

/** As jupyter_core's `jupyter_data_dir`. */
export function userDataDirectory({ env, platform, home, cwd }: Surroundings): string {
  if (env.JUPYTER_DATA_DIR) return resolve(cwd, env.JUPYTER_DATA_DIR)
  if (platform === 'darwin') return join(home, 'Library', 'Jupyter')
  if (platform === 'win32') return env.APPDATA ? join(env.APPDATA, 'jupyter') : join(home, '.jupyter', 'data')
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'jupyter')
}

/** All folders in which Jupyter looks, those that win first. */
export function searchPath(surroundings: Surroundings): string[] {
  const { env, platform } = surroundings
  const listed = (env.JUPYTER_PATH ?? '').split(platform === 'win32' ? ';' : ':').filter(folder => folder !== '')
  const environment = env.VIRTUAL_ENV || env.CONDA_PREFIX
  const system =
    platform === 'win32' ? [join(env.PROGRAMDATA ?? 'C:\\ProgramData', 'jupyter')] : ['/usr/local/share/jupyter', '/usr/share/jupyter']
  return [...listed, ...(environment ? [join(environment, 'share', 'jupyter')] : []), userDataDirectory(surroundings), ...system]
}

function pythonPrefix({ env }: Surroundings): string {
  const active = env.VIRTUAL_ENV || env.CONDA_PREFIX
  if (active) return active
  for (const python of ['python3', 'python']) {
    const { status, stdout } = spawnSync(python, ['-c', 'import sys; print(sys.prefix)'], { encoding: 'utf8', env: { ...env } })
    if (status === 0) return stdout.trim()
  }
  throw new CliError('--sys-prefix: no python3 answers on the PATH and no virtual environment is active; give the folder with --prefix DIR')
}
