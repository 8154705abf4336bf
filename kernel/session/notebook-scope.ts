/**
 * The notebook's variables: one slot per name, a property of the global object, so that all code sees what a name holds
 * now. Names that Node itself uses as globals are kept aside, where only compiled cells find them.
 */

export interface NotebookScope {
  /** Where names live that are built-in globals. Compiled code refers to it by name. */
  readonly shadowed: Record<string, unknown>
  /** Makes the slots that do not exist yet, and remembers what all of them hold. */
  open(names: readonly string[]): ScopeChange
}

export interface ScopeChange {
  /** The names that hold something else than before. */
  assigned(): string[]
  /** After a failure: takes back slots that were never filled, so that using them is an error again. */
  discardUnassigned(): void
}

export function createNotebookScope(): NotebookScope {
  const builtIn = new Set(Object.getOwnPropertyNames(globalThis))
  const shadowed: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  const home = (name: string): Record<string, unknown> => (builtIn.has(name) ? shadowed : (globalThis as Record<string, unknown>))

  return {
    shadowed,
    open(names) {
      const before = new Map<string, { readonly existed: boolean; readonly value: unknown }>()
      for (const name of names) {
        const scope = home(name)
        const existed = Object.hasOwn(scope, name)
        before.set(name, { existed, value: held(scope, name) })
        if (!existed) Object.defineProperty(scope, name, { value: undefined, writable: true, enumerable: true, configurable: true })
      }
      const isAssigned = (name: string): boolean => !Object.is(held(home(name), name), before.get(name)?.value)
      return {
        assigned: () => names.filter(isAssigned),
        discardUnassigned() {
          for (const name of names) if (!before.get(name)?.existed && !isAssigned(name)) delete home(name)[name]
        },
      }
    },
  }
}

/** What a slot holds; where a cell made it an accessor, that: looking must not run anyone's code. */
function held(scope: Record<string, unknown>, name: string): unknown {
  const property = Object.getOwnPropertyDescriptor(scope, name)
  return property?.get ?? property?.value
}
