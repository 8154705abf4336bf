/** What stops a cell. It is thrown again by each await of compiled code, so a `catch` does not swallow it. */
export class InterruptError extends Error {
  constructor(cell: string) {
    super(`${cell} was interrupted`)
  }

  // On the prototype: they are the class's, and an error lists only what is its own.
  override get name(): 'InterruptError' {
    return 'InterruptError'
  }

  get code(): 'ERR_TSLOOM_INTERRUPTED' {
    return 'ERR_TSLOOM_INTERRUPTED'
  }
}
