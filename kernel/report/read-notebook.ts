import { readFile } from 'node:fs/promises'
import type { Notebook } from './notebook.ts'
import { NotebookError } from './notebook-error.ts'
import { parseNotebook } from './parse-notebook.ts'

/** The notebook in `file`, upgraded to nbformat 4.5. Rejects with a NotebookError that names file, cell and field. */
export async function readNotebook(file: string): Promise<Notebook> {
  return parseNotebook(await readText(file), file)
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') throw new NotebookError(`${file}: no such file`, { cause: error })
    if (code === 'EISDIR') throw new NotebookError(`${file}: a directory, not a notebook; name the .ipynb files in it`, { cause: error })
    if (code === 'EACCES') throw new NotebookError(`${file}: not readable (permission denied)`, { cause: error })
    throw error
  }
}
