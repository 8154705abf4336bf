import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { projectRoot } from '../support/project-root.ts'
import { finish, jupyterPython, privateJupyter } from '../support/python.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/** The tarball as a user would get it; the tests run from what is built, so nothing is built again. */
async function pack(folder: string): Promise<{ readonly tarball: string; readonly files: readonly string[] }> {
  const { code, stdout, stderr } = await finish(npm, ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: projectRoot,
  })
  assert.equal(code, 0, stderr)
  const [{ filename, files }]: [{ filename: string; files: { path: string }[] }] = JSON.parse(stdout)
  return { tarball: join(folder, filename), files: files.map(({ path }) => path) }
}

test('the package holds the kernel, the library with its types, and nothing that only developers need', async t => {
  const { files } = await pack(temporaryFolder(t))
  const manifest: { bin: { tsloom: string }; exports: Record<string, string | { types: string; default: string }> } = JSON.parse(
    readFileSync(join(projectRoot, 'package.json'), 'utf8'),
  )
  const entries = Object.values(manifest.exports).flatMap(entry => (typeof entry === 'string' ? [entry] : [entry.types, entry.default]))
  const needed = [
    'LICENSE',
    'README.md',
    'dist/kernel/main.cjs',
    'dist/kernel/session/worker-output.cjs',
    'dist/src/workers/thread-start.cjs',
    'dist/src/workers/thread-entry.cjs',
    'kernel/share/logo-svg.svg',
    'dist/kernel/figures/Inter-Regular.ttf',
    manifest.bin.tsloom,
    ...entries,
  ]
  for (const file of needed) assert.ok(files.includes(file.replace(/^\.\//, '')), `${file} is missing`)
  const superfluous = files.filter(file =>
    /(^|\/)(test|bench|dev)\/|\.map$|\.test\.|(^|[^d])\.ts$|\.ipynb$/.test(file.replace(/\.d\.ts$/, '.types')),
  )
  assert.deepEqual(superfluous, [])
})

test('installed globally from its tarball, tsloom runs a typed notebook under Jupyter', async t => {
  const environment = jupyterPython(t)
  if (environment === undefined) return
  const folder = temporaryFolder(t)
  const { tarball } = await pack(folder)
  const prefix = join(folder, 'prefix')
  const options = ['install', '--global', '--prefix', prefix, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', tarball]
  const installed = await finish(npm, options, { cwd: folder })
  assert.equal(installed.code, 0, installed.stderr)
  const tsloom = process.platform === 'win32' ? join(prefix, 'tsloom.cmd') : join(prefix, 'bin/tsloom')

  const spec = await finish(tsloom, ['install', '--prefix', folder], { cwd: folder })
  assert.equal(spec.code, 0, spec.stderr)
  const cells = ['const numbers = [1, 2, 3]', 'numbers.map(n => n * 14)', 'numbers.push("four")', '%%thread -n 2\nconsole.log(index)']
  const { code, stdout, stderr } = await finish(
    environment.executable('python'),
    [join(projectRoot, 'test/python/run_cells.py'), JSON.stringify(cells)],
    { cwd: folder, env: privateJupyter(folder) },
  )
  assert.equal(code, 0, stderr)
  const [, mapped, wrong, threads] = JSON.parse(stdout)
  assert.match(JSON.stringify(mapped), /42/)
  assert.match(JSON.stringify(wrong), /TS2345/)
  assert.equal(threads[0].output_type, 'stream')
})
