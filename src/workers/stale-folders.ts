/** Folders named `<prefix><namespace>-<pid>-…` belong to the process of that id; what is killed leaves its own behind. */

import { readdirSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** A process id means something only within its namespace, and containers may share /dev/shm. */
export function processNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0'
  } catch {
    return '0'
  }
}

/** Removes those whose process is gone. What cannot be removed is somebody else's. */
export function sweepFolders(place: string, prefix: string): void {
  const own = `${prefix}${processNamespace()}-`
  for (const name of readdirSync(place)) {
    if (!name.startsWith(own) || lives(Number.parseInt(name.slice(own.length), 10))) continue
    try {
      rmSync(join(place, name), { recursive: true, force: true })
    } catch {
      // Another user's.
    }
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
