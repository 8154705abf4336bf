import { readFileSync } from 'node:fs'

/** Resolves when no process with this id runs any more; the runner's own time limit bounds it. */
export async function processGone(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise(setImmediate)
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  // A zombie has ended: how soon it is collected is up to process 1.
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return process.platform !== 'linux'
  }
}
