// npm run bench [-- FILTER…]: the benchmarks in bench/, one after the other so that they do not disturb each other.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')
const folder = join(root, 'dist/bench')
const filters = process.argv.slice(2)
const chosen = readdirSync(folder)
  .filter(file => file.endsWith('.bench.js') && (filters.length === 0 || filters.some(filter => file.includes(filter))))
  .sort()
if (chosen.length === 0) {
  console.error(filters.length === 0 ? 'bench/ holds no *.bench.ts.' : `No benchmark matches ${filters.join(' or ')}.`)
  process.exit(1)
}
for (const file of chosen) {
  console.error(`bench: ${file.replace(/\.js$/, '.ts')}`)
  if (spawnSync(process.execPath, [join(folder, file)], { cwd: root, stdio: 'inherit' }).status !== 0) process.exitCode = 1
}
