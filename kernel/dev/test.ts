// npm test [-- FILTER…]: the compiled tests whose path contains one of the filters; all of them without a filter.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { otherNode } from './other-node.ts'

const root = join(import.meta.dirname, '../../..')
const tests = join(root, 'dist/test')
/** Whole-kernel tests depend on what differs between versions of Node, so they run on a second one. JupyterLab's pages do not. */
const onBothNodes =
  /^(end-to-end[\\/](?!jupyterlab|notebooks|package|nbconvert)|contract[\\/]|kernel[\\/]session[\\/]|src[\\/](workers|pools|spawn)[\\/])/

/** Milliseconds for one file: the longest runs every notebook, each under a minute on two free cores. */
const longestFile = 600_000

const filters = process.argv.slice(2)
const files = readdirSync(tests, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.test.js') && (filters.length === 0 || filters.some(filter => matches(file, filter))))
  .sort()

if (files.length === 0) {
  console.error(`No test file matches ${filters.join(' or ')}.`)
  process.exit(1)
}

let failed = run(process.execPath, files)
const again = files.filter(file => onBothNodes.test(file))
if (again.length > 0) {
  const other = otherNode(root)
  console.error(`test: the same on Node ${other.version}, for what depends on it`)
  failed = run(other.executable, again) || failed
}
process.exitCode = failed ? 1 : 0

function matches(file: string, filter: string): boolean {
  const wanted = filter.replace(/^(dist\/)?test\//, '').replace(/\.ts$/, '')
  return file.split('\\').join('/').includes(wanted)
}

function run(node: string, chosen: string[]): boolean {
  // Whole kernels are started by many of these: more files at a time than cores only makes them wait for each other.
  const concurrency = Math.max(1, Math.min(4, availableParallelism()))
  const { status } = spawnSync(
    node,
    // A test that hangs fails by name instead of holding up the run.
    [
      '--test',
      `--test-timeout=${longestFile}`,
      `--test-concurrency=${concurrency}`,
      '--test-reporter=spec',
      ...chosen.map(file => relative(root, join(tests, file))),
    ],
    { cwd: root, stdio: 'inherit' },
  )
  return status !== 0
}
