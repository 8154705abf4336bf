/** What the notebook has declared, by name: the latest declaration counts, and one that is withdrawn uncovers the one before. */

import type { Declaration } from '../compile/types.ts'

export interface Binding {
  readonly name: string
  /** The slot whose cell exports it. `undefined`: the cell could not be checked, it may be anything. */
  readonly slot: number | undefined
  readonly kind: Declaration['kind']
  readonly hasValue: boolean
  /** Only an import brings all of it: a type has the same name, or its documentation is wanted. */
  readonly asImport?: boolean
  /** Its type in words that mean the same in every cell, once that is known (`settled-types.ts`). */
  type?: string
}

export interface Names {
  get(name: string): Binding | undefined
  current(): readonly Binding[]
  /** Makes the cell's declarations the current ones. */
  publish(slot: number | undefined, declarations: readonly Declaration[]): readonly Binding[]
  withdraw(bindings: readonly Binding[], keep: ReadonlySet<string>): void
  /** The slots that a name refers to. Forgets what only a withdrawal of very old cells could uncover. */
  slotsInUse(): Set<number>
  clear(): void
}

/** Cells may wait in a queue, checked but not run: so many of them can each take back one name's redeclaration. */
const withdrawable = 64

export function createNames(): Names {
  const versions = new Map<string, Binding[]>()
  return {
    get: name => versions.get(name)?.at(-1),
    current: () => [...versions.values()].flatMap(list => list.slice(-1)),
    publish(slot, declarations) {
      const published = new Map<string, Binding>()
      const types = new Set(declarations.flatMap(({ name, hasValue }) => (hasValue ? [] : [name])))
      for (const { name, kind, hasValue } of declarations) {
        // An interface beside a const of the same name: the value decides how later cells may use it.
        if (!hasValue && published.has(name)) continue
        published.set(name, { name, slot, kind, hasValue, ...(types.has(name) && { asImport: true }) })
      }
      for (const binding of published.values()) {
        const list = versions.get(binding.name)
        if (list) list.push(binding)
        else versions.set(binding.name, [binding])
      }
      return [...published.values()]
    },
    withdraw(bindings, keep) {
      for (const binding of bindings) {
        if (keep.has(binding.name)) continue
        const rest = versions.get(binding.name)?.filter(other => other !== binding)
        if (rest?.length) versions.set(binding.name, rest)
        else if (rest) versions.delete(binding.name)
      }
    },
    slotsInUse() {
      const slots = new Set<number>()
      for (const list of versions.values()) {
        list.splice(0, list.length - withdrawable)
        for (const { slot } of list) if (slot !== undefined) slots.add(slot)
      }
      return slots
    },
    clear: () => versions.clear(),
  }
}
