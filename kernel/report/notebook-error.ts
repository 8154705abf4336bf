/** A notebook file that cannot be used. The message names file, cell, field and what to do. */
export class NotebookError extends Error {
  override readonly name = 'NotebookError'
  readonly code = 'ERR_TSLOOM_NOTEBOOK'
}
