import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const versions = { old: '20.20.2', new: '24.21.0' }

/** A Node of the other generation than the running one, from npm, where it comes as a plain binary. */
export function otherNode(root: string): { version: string; executable: string } {
  const version = Number(process.versions.node.split('.')[0]) >= 24 ? versions.old : versions.new
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const name = `node-${platform}-${process.arch}`
  const folder = join(root, '.cache', `node-${version}`)
  const executable = join(folder, 'node_modules', name, 'bin', platform === 'win' ? 'node.exe' : 'node')
  if (!existsSync(executable)) {
    console.error(`test: fetching Node ${version} from npm`)
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${version}`]
    const { status } = spawnSync(npm, args, { stdio: ['ignore', 'inherit', 'inherit'], shell: npm.endsWith('.cmd') })
    if (status !== 0) throw new Error(`npm could not install ${name}@${version}`)
  }
  return { version, executable }
}
