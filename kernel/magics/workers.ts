import type { ExpandingMagic } from './magic.ts'
import { NOTEBOOK_IMPORT } from './task-expansion.ts'

export const workers: ExpandingMagic = {
  type: 'expand',
  name: 'workers',
  kind: 'line',
  body: 'none',
  summary: 'Shows what is there now: pools, servers, tasks under way with the cells that started them, and what workers use.',
  options: [],
  example: '%workers',
  expand: () => ({ hoisted: [NOTEBOOK_IMPORT], before: ['await $tsloom_notebook.showWorkers();'], after: [] }),
}
