import type { ExpandingMagic } from './magic.ts'
import { NOTEBOOK_IMPORT, quoted } from './task-expansion.ts'

export const stop: ExpandingMagic = {
  type: 'expand',
  name: 'stop',
  kind: 'line',
  body: 'none',
  summary: 'Closes pools and servers once what they have under way is done.',
  options: [],
  positional: { name: 'which', kind: 'word', summary: 'the name of a pool or a server, as %workers shows them; or all (the default)' },
  example: '%stop server',
  expand: ({ values: { which = 'all' } }) => ({
    hoisted: [NOTEBOOK_IMPORT],
    before: [`await $tsloom_notebook.stopServices(${quoted(String(which))});`],
    after: [],
  }),
}
