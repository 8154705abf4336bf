/** The kernels that are measured, each started as its own kernelspec would. What is lacking is fetched into `.bench/`. */

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { installation } from '../../kernel/cli/installation.ts'
import { kernelSpec } from '../../kernel/cli/kernelspec.ts'
import { pythonEnvironment } from '../../kernel/dev/python-environment.ts'
import { python, type Snippets, typescript } from './snippets.ts'

export const kernelNames = ['tsloom', 'tslab', 'deno', 'ipykernel'] as const
export type KernelName = (typeof kernelNames)[number]

export interface Peer {
  readonly name: KernelName
  readonly version: string
  readonly argv: readonly string[]
  /** Added to the environment; `undefined` takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly snippets: Snippets
}

const denoVersion = '2.9.6'
const fromHere = createRequire(import.meta.url)

/** `root` is the project's folder. */
export function preparePeer(name: KernelName, root: string): Peer {
  switch (name) {
    case 'tsloom':
      return {
        name,
        version: versionIn(join(root, 'package.json')),
        argv: kernelSpec({ node: process.execPath, main: installation.main }).argv,
        // As Jupyter fills in the kernelspec's env.
        env: { NODE_EXTRA_CA_CERTS: '', TSLOOM_NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS },
        snippets: typescript,
      }
    case 'tslab': {
      const manifest = fromHere.resolve('tslab/package.json')
      const argv = [process.execPath, join(manifest, '../bin/tslab'), 'kernel', '--config-path={connection_file}']
      return { name, version: versionIn(manifest), argv, env: {}, snippets: typescript }
    }
    case 'deno': {
      const argv = [denoExecutable(join(root, '.bench/deno')), 'jupyter', '--kernel', '--conn', '{connection_file}']
      const env = { DENO_DIR: join(root, '.bench/deno-cache'), DENO_NO_UPDATE_CHECK: '1' }
      return { name, version: denoVersion, argv, env, snippets: typescript }
    }
    case 'ipykernel': {
      const environment = pythonEnvironment(join(root, 'bench/kernels/requirements.txt'), join(root, '.bench/python'))
      const command = environment.executable('python')
      const { stdout } = spawnSync(command, ['-c', 'import ipykernel; print(ipykernel.__version__)'], { encoding: 'utf8' })
      return {
        name,
        version: stdout.trim(),
        argv: [command, '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
        env: {},
        snippets: python,
      }
    }
  }
}

/** The native binary, as deno's own kernelspec has it, not npm's launcher in front of it. */
function denoExecutable(folder: string): string {
  const modules = join(folder, 'node_modules')
  const find = (): string | undefined => {
    const libc = process.platform === 'linux' ? '-glibc' : ''
    const system = process.platform === 'win32' ? 'win32' : process.platform
    const file = join(modules, '@deno', `${system}-${process.arch}${libc}`, process.platform === 'win32' ? 'deno.exe' : 'deno')
    return existsSync(file) ? file : undefined
  }
  if (find() === undefined) {
    console.error(`bench: fetching deno ${denoVersion} from npm`)
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--loglevel=error', `deno@${denoVersion}`]
    spawnSync(npm, args, { stdio: ['ignore', 'inherit', 'inherit'], shell: npm.endsWith('.cmd') })
  }
  const executable = find()
  if (executable === undefined) throw new Error(`npm brought no deno for ${process.platform}-${process.arch} into ${folder}`)
  return executable
}

function versionIn(manifest: string): string {
  return (fromHere(manifest) as { version: string }).version
}
