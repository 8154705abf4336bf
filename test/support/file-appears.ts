import { existsSync } from 'node:fs'
import { watch } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Resolves when `file` exists; rejects when the signal is aborted before. Its folder must exist. */
export async function fileAppears(file: string, signal: AbortSignal): Promise<void> {
  const events = watch(dirname(file), { signal })[Symbol.asyncIterator]()
  const next = events.next()
  next.catch(() => {})
  for (let event = next; !existsSync(file); event = events.next()) await event
  await events.return?.()
}
