/** Options that task magics share. */

import type { MagicOption } from './magic.ts'

export const RESULT_OPTION: MagicOption = { flags: ['-o'], kind: 'name', value: 'NAME', summary: 'variable that receives the result' }

export const TIMEOUT_OPTION: MagicOption = {
  flags: ['--timeout'],
  kind: 'duration',
  value: 'T',
  summary: 'stops a task after this time: 500ms, 30s, 2m',
}

/** How the cell shows what its tasks do. */
export const SHOWING_OPTIONS: readonly MagicOption[] = [
  { flags: ['--timeline'], kind: 'flag', summary: 'adds a figure: one lane per worker, one bar per task' },
  {
    flags: ['--group'],
    kind: 'word',
    choices: ['worker', 'order'],
    summary: 'gathers what tasks print by worker, or in the order of the tasks, instead of showing it as it comes',
  },
  {
    flags: ['--to'],
    kind: 'word',
    choices: ['spawn', 'current'],
    summary: 'which cell gets what is printed after the cell has ended: this one (the default), or the one that runs then',
  },
]

/** Of `%%thread` and `%%process`; `workers` as people call them: "threads". */
export function spawnOptions(workers: string): readonly MagicOption[] {
  return [
    { flags: ['-n'], kind: 'integer', value: 'N', summary: `number of ${workers}; the result is an array by index` },
    RESULT_OPTION,
    { flags: ['--name'], kind: 'word', value: 'L', summary: 'label in front of what they print and in errors' },
    { flags: ['--detach'], kind: 'flag', summary: 'the cell does not wait; -o receives the Task instead of its result' },
    TIMEOUT_OPTION,
    ...SHOWING_OPTIONS,
  ]
}

/** Of the magics that run their body for each of several items. */
export const MANY_OPTIONS: readonly MagicOption[] = [
  { flags: ['-n'], kind: 'integer', value: 'N', summary: 'number of tasks; item is the index, the result an array' },
  {
    flags: ['--map'],
    kind: 'expression',
    value: 'EXPR',
    summary: 'one task for each item of an array or iterable; the result is an array',
  },
]
