import type { ExpandingMagic } from './magic.ts'
import { expandTask, taskOptions } from './task-expansion.ts'

export const thread: ExpandingMagic = {
  type: 'expand',
  name: 'thread',
  kind: 'cell',
  body: 'function',
  summary: 'Runs the cell in new threads; index, count, signal and progress() are in scope.',
  options: taskOptions('threads'),
  example: `%%thread -n 5 -o squares
console.log('thread', index, 'of', count)
index ** 2`,
  expand: (call, body) => expandTask('spawnThread', call, body),
}
