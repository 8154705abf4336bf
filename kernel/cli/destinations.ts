import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { CliError } from './cli-error.ts'

export interface DestinationRequest {
  /** The option it was given with, for messages. */
  readonly flag: string
  /** A file, or a folder: where it ends in a slash, is one already, has another extension, or several notebooks go there. */
  readonly target: string
  readonly extension: '.html' | '.ipynb'
  readonly cwd: string
}

/** Notebook → the file to write for it. Two notebooks never get the same one. */
export function destinations(notebooks: readonly string[], { flag, target, extension, cwd }: DestinationRequest): Map<string, string> {
  const path = resolve(cwd, target)
  const folder = /[\\/]$/.test(target) || isFolder(path) || extname(path).toLowerCase() !== extension
  if (!folder && notebooks.length > 1) {
    throw new CliError(
      `${flag} ${target} is one file, and there are ${notebooks.length} notebooks; give a folder, such as ${dirname(target)}/`,
    )
  }
  const files = new Map<string, string>()
  const owners = new Map<string, string>()
  for (const notebook of notebooks) {
    const file = folder ? join(path, `${basename(notebook, extname(notebook))}${extension}`) : path
    const other = owners.get(file)
    if (other !== undefined)
      throw new CliError(`${flag} ${target}: ${other} and ${notebook} would both become ${file}; write them to different folders`)
    owners.set(file, notebook)
    files.set(notebook, file)
  }
  return files
}

/** Throws if the folder that `file` goes to, or the nearest place that exists on the way there, takes no files. */
export function checkWritable(file: string): void {
  let place = dirname(file)
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place)
  if (!isFolder(place)) throw new CliError(`${file} cannot be written: ${place} is a file, not a folder`)
  try {
    accessSync(place, constants.W_OK | constants.X_OK)
  } catch {
    throw new CliError(`${file} cannot be written: you may not write in ${place}; choose another place`)
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
