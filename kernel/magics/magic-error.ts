/** A magic refuses what the user asked for: shown as the cell's error, without a stack. */
export class MagicError extends Error {
  override readonly name = 'MagicError'
  readonly code = 'TSLOOM_MAGIC'
}
