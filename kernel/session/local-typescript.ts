/** Lets `import './util.ts'` run: a loader hook strips the types of files outside node_modules. Costs a loader thread, so only when needed. */

import { register } from 'node:module'

/** In the query of a local file's URL: when it was last changed. */
export const VERSION = 'version'

export function createLocalTypeScript(): { enable(): void } {
  let enabled = false
  return {
    enable() {
      if (!enabled) register('./typescript-hooks.js', import.meta.url)
      enabled = true
    },
  }
}
