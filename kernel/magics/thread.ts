import type { ExpandingMagic } from './magic.ts'
import { expandSpawn } from './spawn-expansion.ts'
import { refuseResultName } from './task-expansion.ts'
import { spawnOptions } from './task-options.ts'

export const thread: ExpandingMagic = {
  type: 'expand',
  name: 'thread',
  kind: 'cell',
  body: 'function',
  summary: 'Runs the cell in new threads; index, count, signal and progress(fraction) are in scope.',
  options: spawnOptions('threads'),
  refuse: refuseResultName,
  example: `%%thread -n 5 -o squares
console.log('thread', index, 'of', count)
index ** 2`,
  expand: (call, body) => expandSpawn('spawnThread', call, body),
}
