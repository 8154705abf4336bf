import type { ExpandingMagic } from './magic.ts'
import { expandPool, refusePool } from './pool-expansion.ts'
import { MANY_OPTIONS, RESULT_OPTION, SHOWING_OPTIONS } from './task-options.ts'

export const asyncTasks: ExpandingMagic = {
  type: 'expand',
  name: 'async',
  kind: 'cell',
  body: 'function',
  summary: 'Runs the cell as concurrent tasks on the event loop; item, index, count, signal and progress(fraction) are in scope.',
  options: [
    ...MANY_OPTIONS,
    { flags: ['--limit'], kind: 'integer', value: 'N', summary: 'how many may be under way at once; default: all' },
    RESULT_OPTION,
    ...SHOWING_OPTIONS,
  ],
  refuse: values => refusePool(values, ['limit']),
  example: `%%async --map ['a', 'b'] --limit 10 -o pages
await fetch(\`https://example.org/\${item}\`).then(page => page.text())`,
  expand(call, body) {
    const { limit } = call.values
    return expandPool({ pool: 'AsyncPool', options: limit === undefined ? {} : { concurrency: limit } }, call, body)
  },
}
