import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it that are missing. Node's own `recursive` never ends where the system says that a folder which is
 * there is not (below /proc).
 */
export async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return
  const above = dirname(folder)
  if (!existsSync(above)) await makeFolder(above)
  try {
    await mkdir(folder)
  } catch (error) {
    // Somebody else was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
