// npm run bench [-- NAME…] [-- OPTIONS]: the benchmarks in bench/*.bench.ts, one after the other so that they do not disturb each
// other. Words before the first option choose among them; the options are theirs.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')
const folder = join(root, 'dist/bench')
const given = process.argv.slice(2)
const options = given.findIndex(word => word.startsWith('-'))
const filters = options < 0 ? given : given.slice(0, options)
const chosen = readdirSync(folder)
  .filter(file => file.endsWith('.bench.js') && (filters.length === 0 || filters.some(filter => file.includes(filter))))
  .sort()
if (chosen.length === 0) {
  console.error(filters.length === 0 ? 'bench/ holds no *.bench.ts.' : `No benchmark matches ${filters.join(' or ')}.`)
  process.exit(1)
}
for (const file of chosen) {
  console.error(`bench: ${file.replace(/\.js$/, '.ts')}`)
  const { status } = spawnSync(process.execPath, [join(folder, file), ...given.slice(filters.length)], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
