import type { Snapshot } from './snapshot.ts'

export type Buffers = Map<ArrayBufferLike, ArrayBufferLike>

interface Made {
  readonly snapshot: Snapshot
  readonly copies: ReadonlyMap<object, unknown>
  readonly buffers: Buffers
}

/** What was copied for the captures of one function: parts that several of them hold stay one part. */
export class Copies {
  readonly #made: Made[] = []

  /** The copy that another capture has of it; the two belong together from then on. */
  of(part: object, asker: Snapshot): unknown {
    return this.#find(asker, ({ copies }) => copies.get(part))
  }

  ofBuffer(buffer: ArrayBufferLike, asker: Snapshot): ArrayBufferLike | undefined {
    return this.#find(asker, ({ buffers }) => buffers.get(buffer))
  }

  add(snapshot: Snapshot, copies: ReadonlyMap<object, unknown>, buffers: Buffers): void {
    this.#made.push({ snapshot, copies, buffers })
  }

  #find<T>(asker: Snapshot, look: (made: Made) => T | undefined): T | undefined {
    for (const made of this.#made) {
      const found = look(made)
      if (found === undefined) continue
      asker.join(made.snapshot)
      return found
    }
    return undefined
  }
}
