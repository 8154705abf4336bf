import type { ExpandingMagic } from './magic.ts'
import { TSLOOM_IMPORT } from './task-expansion.ts'

export const time: ExpandingMagic = {
  type: 'expand',
  name: 'time',
  kind: 'line',
  body: 'none',
  summary: 'Prints how long an expression took; its value is the value of the line.',
  options: [],
  positional: { name: 'expression', kind: 'expression', summary: 'an expression to time (%%time times statements)', required: true },
  example: `%time await fetch('https://example.org')`,
  expand: call => ({
    hoisted: [TSLOOM_IMPORT],
    before: ['await $tsloom.timed(async () => (', call.places.expression ?? '', '));'],
    after: [],
  }),
}

export const timeCell: ExpandingMagic = {
  type: 'expand',
  name: 'time',
  kind: 'cell',
  body: 'statements',
  summary: 'Prints how long the cell took; may stand above another cell magic.',
  options: [],
  example: `%%time
const words = text.split(' ')`,
  expand: () => ({ hoisted: [TSLOOM_IMPORT], before: ['using $tsloom_time = $tsloom.stopwatch();'], after: [] }),
}
