/** `display`: shows something now, and again later in the same place. */

import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import { environment } from '../environment.ts'
import { isDisplayable, JUPYTER_DISPLAY, type MimeBundle, Shown, shownAlready } from './displayable.ts'

export interface DisplayOptions {
  /** Displays with the same id can be updated together; default: one of its own. */
  readonly id?: string
  /** Replaces what displays with that `id` show, instead of adding one. */
  readonly update?: boolean
}

export interface DisplayHandle {
  readonly id: string
  /** Shows something else in its place. */
  update(value: unknown): Promise<void>
}

/**
 * Shows `value` in the cell that the code runs for: an object with a `Symbol.for('Jupyter.display')` method, a MIME
 * bundle (`{ 'text/html': '…' }`), or anything else as Node prints it. Resolves once it is sent; without `await` that is at
 * once unless the value's own method is asynchronous.
 *
 * @example
 * const handle = await display(html`<b>1</b> of 10`)
 * await handle.update(html`<b>2</b> of 10`)
 */
export function display(value: unknown, options: DisplayOptions = {}): Promise<DisplayHandle> {
  // A cell often ends with this call: neither the promise nor the handle is what it wants to show.
  return shownAlready(show(value, options))
}

async function show(value: unknown, { id = randomUUID(), update = false }: DisplayOptions): Promise<DisplayHandle> {
  const hand = (shown: Shown, again: boolean): void =>
    environment().display({ data: { ...shown.data }, metadata: { ...shown.metadata }, displayId: id, ...(again && { update: true }) })
  const send = (next: unknown, again: boolean): void | Promise<void> => {
    const shown = bundleOf(next)
    return shown instanceof Promise ? shown.then(ready => hand(ready, again)) : hand(shown, again)
  }
  const sent = send(value, update)
  if (sent !== undefined) await sent
  return shownAlready({
    id,
    async update(next: unknown) {
      await send(next, true)
    },
  })
}

/**
 * Empties the cell's output; with `wait` when the next output comes, which avoids flicker.
 *
 * @example
 * for (let k = 1; k <= 3; k++) {
 *   clearOutput({ wait: true })
 *   console.log(`step ${k} of 3`)
 * }
 */
export function clearOutput({ wait = false }: { readonly wait?: boolean } = {}): void {
  environment().clearOutput(wait)
}

function bundleOf(value: unknown): Shown | Promise<Shown> {
  if (value instanceof Shown) return value
  if (isDisplayable(value)) {
    const bundle = value[JUPYTER_DISPLAY]()
    return bundle instanceof Promise ? bundle.then(shownOf) : shownOf(bundle)
  }
  if (isBundle(value)) return new Shown(value)
  return new Shown({ 'text/plain': typeof value === 'string' ? value : inspect(value, { colors: true }) })
}

/** A bundle, or `{ data, metadata }` as Jupyter has it. */
function shownOf(bundle: MimeBundle): Shown {
  const { data, metadata } = bundle as { readonly data?: MimeBundle; readonly metadata?: MimeBundle }
  return typeof data === 'object' && data !== null ? new Shown(data, metadata) : new Shown(bundle)
}

/** A plain object whose every key is a MIME type. */
function isBundle(value: unknown): value is MimeBundle {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const keys = Object.keys(value)
  return keys.length > 0 && keys.every(key => /^[a-z]+\/[\w.+-]+$/i.test(key))
}
