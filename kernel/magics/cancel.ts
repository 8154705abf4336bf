import type { ExpandingMagic } from './magic.ts'
import { NOTEBOOK_IMPORT, quoted } from './task-expansion.ts'

export const cancel: ExpandingMagic = {
  type: 'expand',
  name: 'cancel',
  kind: 'line',
  body: 'none',
  summary: 'Cancels tasks under way, detached ones too, and waits until they have stopped.',
  options: [],
  positional: { name: 'which', kind: 'word', summary: 'the name or the id of a task, as %workers shows them; or all (the default)' },
  example: '%cancel all',
  expand: ({ values: { which = 'all' } }) => ({
    hoisted: [NOTEBOOK_IMPORT],
    before: [`await $tsloom_notebook.cancelTasks(${quoted(String(which))});`],
    after: [],
  }),
}
