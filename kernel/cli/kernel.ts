import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseConnectionFile } from '../protocol/connection-file.ts'
import { CliError } from './cli-error.ts'
import type { CliContext } from './context.ts'
import { installation } from './installation.ts'

/** Becomes the kernel: the entry runs in this very process, with the arguments that Jupyter would give it. */
export async function kernel({ connectionFile }: { readonly connectionFile: string }, { cwd }: CliContext): Promise<void> {
  const file = resolve(cwd, connectionFile)
  if (!existsSync(file)) throw new CliError(`--connection-file ${connectionFile}: there is no such file`)
  try {
    parseConnectionFile(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new CliError(`--connection-file ${connectionFile}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  process.argv = [process.execPath, installation.main, '--connection-file', file]
  await import(pathToFileURL(installation.main).href)
}
