/** How objects over shared memory travel between threads: by what they consist of, made anew over the same memory. */

import { NotShippableError } from '../errors.ts'
import type { EncodedValue } from './shipment.ts'

/** Method of an object that travels by reference. */
export const SHARE: unique symbol = Symbol.for('tsloom.share')

/** Plain data for structured clone. */
export interface Shared {
  /** Name of the class, under which it registered. */
  readonly kind: string
  /** Clonable; what `revive` gets. */
  readonly state: unknown
  /** The state holds SharedArrayBuffers, which processes do not share. */
  readonly memory: boolean
  /** A process gets another end of it instead. */
  readonly bridged?: true
}

export interface Shareable {
  [SHARE](): Shared
}

type Revive = (state: never) => object

class Kinds {
  readonly #revive = new Map<string, Revive>()

  register(kind: string, revive: Revive): void {
    this.#revive.set(kind, revive)
  }

  revive({ kind, state }: Shared): object {
    const revive = this.#revive.get(kind)
    if (revive === undefined) throw new Error(`${kind} is of no kind that is known in this thread`)
    return revive(state as never)
  }
}

const kinds = new Kinds()

/** Called by each such class as it is defined. */
export function registerKind(kind: string, revive: Revive): void {
  kinds.register(kind, revive)
}

export function revive(shared: Shared): object {
  return kinds.revive(shared)
}

export function isShareable(value: object): value is Shareable {
  return typeof (value as Partial<Shareable>)[SHARE] === 'function'
}

/** For values that are to go to another process. @throws NotShippableError naming the first part that cannot */
export function refuseLocal(values: readonly EncodedValue[]): void {
  const found = values.find(({ shared }) => shared !== undefined)?.shared
  if (found !== undefined)
    throw new NotShippableError(
      `${found}: it lives in memory that processes do not share; use threads, or send copies of the data as arguments and results`,
    )
  const handle = values.find(({ handle }) => handle !== undefined)?.handle
  if (handle !== undefined)
    throw new NotShippableError(`${handle}, which can go to threads but not out of the process; send what it is made of, and make it there`)
}
