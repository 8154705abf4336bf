// npm run lab [-- OPTIONS OF JUPYTER LAB]: JupyterLab with this kernel, in notebooks/.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pythonEnvironment } from './python-environment.ts'

const root = join(import.meta.dirname, '../../..')
const environment = pythonEnvironment(join(root, 'kernel/dev/lab-requirements.txt'), join(root, '.venv'))
const install = [join(root, 'dist/kernel/cli.js'), 'install', '--prefix', environment.folder]
if (spawnSync(process.execPath, install, { stdio: 'inherit' }).status !== 0) process.exit(1)

const notebooks = join(root, 'notebooks')
mkdirSync(notebooks, { recursive: true })
const asRoot = process.getuid?.() === 0 ? ['--allow-root'] : []
console.error(`lab: starting JupyterLab in ${notebooks}`)
const lab = spawn(environment.executable('jupyter'), ['lab', ...asRoot, ...process.argv.slice(2)], { cwd: notebooks, stdio: 'inherit' })
// Ctrl-C reaches JupyterLab from the terminal, where it asks; ending first would leave it without one.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => lab.kill('SIGTERM'))
lab.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1))
