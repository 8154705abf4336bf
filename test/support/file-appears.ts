import { existsSync, watch } from 'node:fs'
import { dirname } from 'node:path'

/** Resolves when `file` exists; rejects when the signal is aborted before. Its folder must exist. */
export function fileAppears(file: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!signal.aborted && !existsSync(file)) return
      watcher.close()
      signal.removeEventListener('abort', look)
      if (signal.aborted) reject(signal.reason)
      else resolve()
    }
    const watcher = watch(dirname(file), look)
    signal.addEventListener('abort', look)
    look()
  })
}
