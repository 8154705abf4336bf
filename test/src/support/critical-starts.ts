/** Records whether workers that `start` starts are born, and made known, within critical sections. */

import { configureEnvironment } from '../../../src/environment.ts'

export async function startsWithinCritical(
  start: () => Promise<unknown>,
): Promise<readonly (readonly [what: string, critical: boolean])[]> {
  let depth = 0
  const starts: [string, boolean][] = []
  configureEnvironment({
    critical: section => {
      depth++
      try {
        return section()
      } finally {
        depth--
      }
    },
    worker: () => starts.push(['worker', depth > 0]),
    track: () => starts.push(['track', depth > 0]),
  })
  await start()
  return starts
}
