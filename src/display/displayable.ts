/** Values that a notebook shows by themselves, as Deno's kernel does it: they have a `Symbol.for('Jupyter.display')` method. */

/** MIME type → content: text, base64 for binary types, any JSON for JSON types. */
export type MimeBundle = Readonly<Record<string, unknown>>

/**
 * The name of the method by which an object shows itself in a notebook: `Symbol.for('Jupyter.display')`.
 *
 * @example
 * class Celsius {
 *   constructor(readonly degrees: number) {}
 *   [JUPYTER_DISPLAY]() {
 *     return { 'text/html': `<b>${this.degrees}</b> °C`, 'text/plain': `${this.degrees} °C` }
 *   }
 * }
 * new Celsius(21)
 */
export const JUPYTER_DISPLAY: unique symbol = Symbol.for('Jupyter.display')

/** What has been shown already: as a result it is nothing, in a cell and from a worker. */
export const SHOWN: unique symbol = Symbol.for('tsloom.shown')

/** Shown when it is a cell's last expression or given to `display`. */
export interface Displayable {
  /** A bundle, or `{ data, metadata }` of bundles. */
  [JUPYTER_DISPLAY](): MimeBundle | Promise<MimeBundle>
}

/** A bundle that shows itself. */
export class Shown implements Displayable {
  readonly data: MimeBundle
  readonly metadata: Readonly<Record<string, unknown>>

  constructor(data: MimeBundle, metadata: Readonly<Record<string, unknown>> = {}) {
    this.data = data
    this.metadata = metadata
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return Object.keys(this.metadata).length === 0 ? this.data : { data: this.data, metadata: this.metadata }
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return String(this.data['text/plain'] ?? `[${Object.keys(this.data).join(', ')}]`)
  }
}

export function isDisplayable(value: unknown): value is Displayable {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as Partial<Displayable>)[JUPYTER_DISPLAY] === 'function'
  )
}

/** `value`, which is not to be shown as the result of a cell that has shown it before. */
export function shownAlready<T extends object>(value: T): T {
  return Object.defineProperties(value, { [SHOWN]: { value: true }, [JUPYTER_DISPLAY]: { value: () => ({}) } })
}
