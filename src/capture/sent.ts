/** What one worker has already, so that it is not sent again, and what it may forget. */

import type { Definition, Delivery, ReferenceId, Shipment, StampedBinding } from './shipment.ts'

/** What was used so many deliveries ago at most is not moved to the end again. */
const FRESH = 8
/** A worker keeps about so many functions that are not used; those of long ago go first. */
const LIMIT = 1000

interface Had<T> {
  readonly value: T
  /** The delivery in which it was used last. */
  readonly used: number
}

interface Whole {
  readonly version: number
  readonly delivery: number
}

/**
 * All that one shipment consists of is used together, and is forgotten together: what stays never refers to what was
 * forgotten, so that nothing is made anew while an older one of it is still in use.
 */
export class Sent {
  readonly #limit: number
  /** Those used last come last. */
  readonly #definitions = new Map<ReferenceId, number>()
  readonly #bindings = new Map<string, Had<unknown>>()
  /** Shipments that are there whole, and when they were put at the end. */
  readonly #whole = new WeakMap<Shipment, Whole>()
  /** Counts deliveries that brought something. */
  #version = 0
  #delivery = 0
  #last: readonly Shipment[] = []

  constructor(limit = LIMIT) {
    this.#limit = limit
  }

  /** The part of the shipments that is new there. Nothing counts as sent before `note`. */
  missing(shipments: readonly Shipment[]): Delivery {
    if (shipments.every(shipment => this.#whole.get(shipment)?.version === this.#version)) return NOTHING
    const definitions = new Map<ReferenceId, Definition>()
    const bindings = new Map<string, StampedBinding>()
    for (const shipment of shipments) {
      for (const definition of shipment.definitions) if (!this.#definitions.has(definition.id)) definitions.set(definition.id, definition)
      for (const stamped of shipment.bindings) if (!this.#has(stamped)) bindings.set(stamped.binding.key, stamped)
    }
    return {
      definitions: [...definitions.values()],
      bindings: [...bindings.values()].map(({ binding }) => binding),
      forget: this.#excess(shipments, definitions.size),
    }
  }

  /** Call when the delivery of these shipments has gone. */
  note(shipments: readonly Shipment[], news: Delivery): void {
    if (this.#sameAsLast(shipments)) return
    const { forget } = news
    const now = ++this.#delivery
    if (news.definitions.length + news.bindings.length + forget.length > 0) this.#version++
    for (const shipment of shipments) {
      const whole = this.#whole.get(shipment)
      if (whole?.version === this.#version && now - whole.delivery < FRESH) continue
      // Of several that come together one may set what another has set otherwise.
      if (shipments.length === 1) this.#whole.set(shipment, { version: this.#version, delivery: now })
      const { definitions, bindings } = shipment
      for (const { id } of definitions) {
        this.#definitions.delete(id)
        this.#definitions.set(id, now)
      }
      for (const { binding, stamp } of bindings) {
        this.#bindings.delete(binding.key)
        this.#bindings.set(binding.key, { value: stamp, used: now })
      }
    }
    if (forget.length > 0) this.#forget(forget)
    this.#last = shipments
  }

  #sameAsLast(shipments: readonly Shipment[]): boolean {
    return shipments.length === this.#last.length && shipments.every((shipment, index) => shipment === this.#last[index])
  }

  #has({ binding, stamp }: StampedBinding): boolean {
    const had = this.#bindings.get(binding.key)
    return had !== undefined && Object.is(had.value, stamp)
  }

  /** Half of all goes at once: not each delivery is to bring some. */
  #excess(shipments: readonly Shipment[], added: number): readonly ReferenceId[] {
    if (this.#definitions.size + added <= this.#limit) return NONE
    const needed = new Set(shipments.flatMap(({ definitions }) => definitions.map(({ id }) => id)))
    const forget: ReferenceId[] = []
    let last = 0
    for (const [id, used] of this.#definitions) {
      if (needed.has(id)) continue
      if (this.#definitions.size - forget.length <= this.#limit / 2 && used !== last) break
      forget.push(id)
      last = used
    }
    return forget
  }

  /** Also the values of that time: they may refer to what is forgotten. */
  #forget(forget: readonly ReferenceId[]): void {
    let last = 0
    for (const id of forget) {
      last = Math.max(last, this.#definitions.get(id) ?? 0)
      this.#definitions.delete(id)
    }
    for (const [key, { used }] of this.#bindings) {
      if (used > last) break
      this.#bindings.delete(key)
    }
  }
}

const NONE: readonly ReferenceId[] = []
const NOTHING: Delivery = { definitions: [], bindings: [], forget: NONE }
