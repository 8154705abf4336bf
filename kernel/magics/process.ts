import type { ExpandingMagic } from './magic.ts'
import { expandSpawn } from './spawn-expansion.ts'
import { refuseResultName } from './task-expansion.ts'
import { spawnOptions } from './task-options.ts'

/** `process` is Node's own name. */
export const processes: ExpandingMagic = {
  type: 'expand',
  name: 'process',
  kind: 'cell',
  body: 'function',
  summary: 'Runs the cell in new processes; index, count, signal and progress(fraction) are in scope.',
  options: spawnOptions('processes'),
  refuse: refuseResultName,
  example: `%%process -n 2 -o pids
process.pid`,
  expand: (call, body) => expandSpawn('spawnProcess', call, body),
}
