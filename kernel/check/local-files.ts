/** The notebook's own modules (`./util.ts`): the kernel sees an edit at the next cell, without watching. */

import { statSync } from 'node:fs'

export interface LocalFiles {
  /** Remembers which files of the program are somebody's to edit; TypeScript read the new ones at `readAt` (ms since the epoch) or later. */
  track(fileNames: readonly string[], readAt: number): void
  /** What changed since the last call. */
  changes(): { readonly created: readonly string[]; readonly changed: readonly string[]; readonly deleted: readonly string[] }
}

export function createLocalFiles(isOurs: (file: string) => boolean): LocalFiles {
  const seen = new Map<string, number>()
  return {
    track(fileNames, readAt) {
      const local = fileNames.filter(name => !name.includes('/node_modules/') && !isOurs(name))
      // One that no cell imports any more stays: TypeScript may have kept what it read.
      for (const name of local) if (!seen.has(name)) seen.set(name, readState(modified(name), readAt))
    },
    changes() {
      const created: string[] = []
      const changed: string[] = []
      const deleted: string[] = []
      for (const [name, before] of seen) {
        const now = modified(name)
        if (now === before) continue
        seen.set(name, now)
        if (!now) deleted.push(name)
        else if (before) changed.push(name)
        else created.push(name)
      }
      return { created, changed, deleted }
    },
  }
}

/** The clock of file times is coarser than ours. */
const CLOCK_GRAIN = 20
const UNKNOWN = -1

/** A file written about when TypeScript read it may hold something else by now: it counts as changed. */
function readState(time: number, readAt: number): number {
  return time !== 0 && time > readAt - CLOCK_GRAIN ? UNKNOWN : time
}

/** 0: there is no such file. */
function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
