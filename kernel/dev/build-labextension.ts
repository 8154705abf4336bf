// npm run build:lab: the JupyterLab extension in dist/labextension/, made only when its sources have changed. It has packages of its
// own (kernel/labextension/package-lock.json), so that who does not work with JupyterLab need not install them.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { PACKED_PLOTLY } from '../report/plotly-library.ts'
import { withLock } from './with-lock.ts'

const root = join(import.meta.dirname, '../../..')
const extension = join(root, 'kernel/labextension')
const out = join(root, 'dist/labextension')
const stampFile = join(root, 'dist/.labextension-built-from')

const fingerprint = fingerprintOf()
const isBuilt = (): boolean => existsSync(out) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint
// Several tests want it at once.
if (!isBuilt())
  withLock(`${stampFile}.lock`, () => {
    if (!isBuilt()) buildIt()
  })

function buildIt(): void {
  console.error('build: the JupyterLab extension')
  for (const folder of [out, join(extension, 'lib')]) rmSync(folder, { recursive: true, force: true })
  installPackages()
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'], 'it does not compile')
  // Minified already, for reports.
  mkdirSync(join(extension, 'lib/figures'), { recursive: true })
  writeFileSync(join(extension, 'lib/figures/plotly.min.js'), gunzipSync(readFileSync(PACKED_PLOTLY)))
  const builder = 'node_modules/@jupyter/builder/lib/build-labextension.js'
  const core = 'node_modules/@jupyterlab/core-meta/core.package.json'
  run(process.execPath, [builder, '--core-package-file', core, '.'], 'it could not be bundled')
  writeFileSync(
    join(out, 'install.json'),
    `${JSON.stringify({ packageManager: 'npm', packageName: 'tsloom', uninstallInstructions: 'Run: tsloom uninstall' }, null, 2)}\n`,
  )
  writeFileSync(stampFile, fingerprint)
}

function installPackages(): void {
  const stamp = join(extension, 'node_modules/.installed-from')
  const lock = createHash('sha256')
    .update(readFileSync(join(extension, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  // Not `npm ci`: it refuses a lock file made where the binaries for other platforms could not be seen.
  run(
    npm,
    ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    'its packages could not be installed',
  )
  writeFileSync(stamp, lock)
}

function run(command: string, args: readonly string[], failure: string): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: extension, encoding: 'utf8', shell: command.endsWith('.cmd') })
  if (status === 0) return
  console.error(`build: the JupyterLab extension: ${failure}\n${error?.message ?? `${stdout}${stderr}`}`)
  process.exit(1)
}

function fingerprintOf(): string {
  const hash = createHash('sha256')
  for (const folder of ['src', 'style'].map(name => join(extension, name)))
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort())
      if (/\.\w+$/.test(file)) hash.update(`${file}\n`).update(readFileSync(join(folder, file)))
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.json']) hash.update(readFileSync(join(extension, file)))
  return hash.update(readFileSync(`${PACKED_PLOTLY.pathname}.version`)).digest('hex')
}
