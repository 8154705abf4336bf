import type { ExpandingMagic } from './magic.ts'
import { expandPool, type PoolChoice, refusePool } from './pool-expansion.ts'
import { MANY_OPTIONS, RESULT_OPTION, SHOWING_OPTIONS, TIMEOUT_OPTION } from './task-options.ts'

const POOLS: Readonly<Record<string, PoolChoice['pool']>> = { thread: 'ThreadPool', process: 'ProcessPool', async: 'AsyncPool' }

export const pool: ExpandingMagic = {
  type: 'expand',
  name: 'pool',
  kind: 'cell',
  body: 'function',
  summary: 'Runs the cell as tasks of a pool; item, index, count, signal and progress(fraction) are in scope.',
  positional: { name: 'kind', kind: 'word', summary: 'what works in it; default: thread', choices: Object.keys(POOLS) },
  options: [
    { flags: ['-w', '--workers'], kind: 'integer', value: 'N', summary: 'number of workers; default: as many as there are cores' },
    ...MANY_OPTIONS,
    RESULT_OPTION,
    { flags: ['--chunk'], kind: 'integer', value: 'N', summary: 'items that travel together; default: by how long they take' },
    { flags: ['--unordered'], kind: 'flag', summary: 'the result holds values as they come, not in the order of the items' },
    { flags: ['--retries'], kind: 'integer', value: 'N', summary: 'how often a task that fails is tried again' },
    TIMEOUT_OPTION,
    { flags: ['--fail-fast'], kind: 'flag', summary: 'the first failure cancels the rest; else all are tried' },
    ...SHOWING_OPTIONS,
  ],
  refuse(values) {
    if (values.kind === 'async' && values.chunk !== undefined)
      return '--chunk is for threads and processes: on the event loop nothing travels.'
    return refusePool(values, ['chunk', 'unordered', 'fail-fast'])
  },
  example: `%%pool -w 4 --map [1, 2, 3] -o squares
item ** 2`,
  expand(call, body) {
    const { kind = 'thread', workers } = call.values
    const name = POOLS[String(kind)] ?? 'ThreadPool'
    return expandPool({ pool: name, options: named(name === 'AsyncPool' ? 'concurrency' : 'workers', workers) }, call, body)
  },
}

function named(name: string, value: string | number | boolean | readonly string[] | undefined): PoolChoice['options'] {
  return value === undefined ? {} : { [name]: value }
}
