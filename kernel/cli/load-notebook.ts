import { relative, resolve } from 'node:path'
import type { Notebook } from '../report/notebook.ts'
import { readNotebook } from '../report/read-notebook.ts'
import { CliError } from './cli-error.ts'

export interface LoadedNotebook {
  /** As the user named it. */
  readonly name: string
  readonly file: string
  readonly notebook: Notebook
}

/** All notebooks of a command, read before any work starts, so that a wrong name costs nothing. */
export async function loadNotebooks(names: readonly string[], cwd: string): Promise<LoadedNotebook[]> {
  const files = new Map(names.map(name => [resolve(cwd, name), name]))
  return Promise.all(
    [...files].map(async ([file, name]) => ({ name: shortName(name, cwd), file, notebook: await readNotebook(file).catch(asCliError) })),
  )
}

const runnable = new Set(['typescript', 'javascript'])

/** A notebook for another kernel would fail at its first cell with a puzzling message. */
export function checkLanguage({ name, notebook }: LoadedNotebook): void {
  const { kernelspec, language_info } = notebook.metadata
  const language = language_info?.name ?? kernelspec?.language
  if (typeof language !== 'string' || runnable.has(language.toLowerCase())) return
  throw new CliError(`${name} is a notebook for ${kernelspec?.display_name ?? language} (${language}); tsloom runs TypeScript`)
}

function shortName(name: string, cwd: string): string {
  const path = relative(cwd, resolve(cwd, name))
  return path.startsWith('..') ? name : path
}

function asCliError(error: unknown): never {
  throw new CliError(error instanceof Error ? error.message : String(error), { cause: error })
}
