/** The receiving side of capture: evaluates what was shipped and keeps its variables up to date. */

import type { CompiledRuntime, SourceLocation } from './contract.ts'
import { decode } from './decode.ts'
import { evaluate, importFrom, type Locals, type ModuleScope, moduleScope, sharedScope } from './evaluate.ts'
import {
  type Binding,
  type Definition,
  type Delivery,
  type FunctionDefinition,
  keyOf,
  type Placeholder,
  type ReferenceId,
  type ScopeId,
} from './shipment.ts'

/** One per worker: functions shipped at different times share their variables and their identity. */
export class Reviver {
  readonly #values = new Map<ReferenceId, unknown>()
  readonly #ids = new WeakMap<object, ReferenceId>()
  readonly #definitions = new Map<ReferenceId, Definition>()
  readonly #locals = new Map<ReferenceId, Locals>()
  readonly #scopes = new Map<ScopeId, ModuleScope>()
  /** Those that are being installed. */
  readonly #bindings = new Map<string, Binding>()
  /** Where functions stand, by their text; the latest last. */
  readonly #texts = new Map<string, SourceLocation>()
  readonly #origins = new WeakMap<object, Definition & { kind: 'import' }>()
  readonly #runtime: CompiledRuntime

  constructor(runtime: CompiledRuntime) {
    this.#runtime = runtime
  }

  /** Promise only where modules have to be loaded. */
  install(shipment: Delivery): void | Promise<void> {
    const imports: Promise<void>[] = []
    this.#forget(shipment.forget)
    for (const definition of shipment.definitions) {
      if (this.#definitions.has(definition.id)) continue
      this.#definitions.set(definition.id, definition)
      if (definition.kind === 'import') imports.push(this.#import(definition))
    }
    if (imports.length > 0) return Promise.all(imports).then(() => this.#evaluate(shipment))
    this.#evaluate(shipment)
  }

  readonly resolve = (id: ReferenceId): unknown => {
    if (this.#values.has(id)) return this.#values.get(id)
    const definition = this.#definitions.get(id)
    if (definition === undefined) throw new Error(`nothing was shipped under ${id}`)
    return this.#value(definition)
  }

  readonly idOf = (value: object): ReferenceId | undefined => this.#ids.get(value)

  locate(source: string): SourceLocation | undefined {
    const known = this.#texts.get(source)
    if (known !== undefined) return known
    for (const [text, location] of this.#texts) {
      const offset = text.indexOf(source)
      if (offset < 0) continue
      const before = text.slice(0, offset)
      const lines = before.split('\n').length - 1
      const column = offset - (before.lastIndexOf('\n') + 1) + (lines === 0 ? location.column : 0)
      return { file: location.file, line: location.line + lines, column }
    }
    return undefined
  }

  origin(value: object): (Definition & { kind: 'import' })['origin'] | undefined {
    return this.#origins.get(value)?.origin
  }

  #evaluate({ definitions, bindings }: Delivery): void {
    for (const binding of bindings) this.#bindings.set(binding.key, binding)
    for (const definition of definitions) {
      // Forgotten while modules were loaded: it is needed all the same.
      this.#definitions.set(definition.id, definition)
      this.resolve(definition.id)
    }
    // Those that a function was made with are set.
    for (const binding of this.#bindings.values()) this.#set(binding)
    this.#bindings.clear()
  }

  /** Functions that are still referred to from elsewhere live on. */
  #forget(ids: readonly ReferenceId[]): void {
    for (const id of ids) {
      const definition = this.#definitions.get(id)
      if (definition?.kind === 'function' || definition?.kind === 'class') this.#texts.delete(definition.source)
      this.#definitions.delete(id)
      this.#values.delete(id)
      this.#locals.delete(id)
      this.#scopes.delete(id)
    }
  }

  async #import(definition: Definition & { kind: 'import' }): Promise<void> {
    const { specifier, parent, name } = definition.origin
    const namespace = parent === undefined ? await this.#runtime.import(specifier) : await importFrom(specifier, parent)
    if (name !== undefined && !(name in namespace)) throw new Error(`module ${specifier} has no export ${name} here`)
    const value = name === undefined ? namespace : namespace[name]
    this.#keep(definition.id, value)
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') this.#origins.set(value, definition)
  }

  #value(definition: Definition): unknown {
    switch (definition.kind) {
      case 'import':
        throw new Error(`module ${definition.origin.specifier} was not loaded`)
      case 'global':
        return this.#keep(
          definition.id,
          definition.path.reduce<unknown>((object, name) => (object as Record<string, unknown>)[name], globalThis),
        )
      case 'module':
        this.#scopes.set(definition.id, moduleScope(definition.url, definition.names))
        return this.#keep(definition.id, undefined)
      case 'scope':
        if (typeof definition.parent === 'number') this.resolve(definition.parent)
        this.#scopes.set(definition.id, sharedScope(definition, this.#scopes.get(definition.parent)))
        return this.#keep(definition.id, undefined)
      case 'function':
      case 'class':
        return this.#function(definition)
    }
  }

  #keep<T>(id: ReferenceId, value: T): T {
    this.#values.set(id, value)
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') this.#ids.set(value, id)
    return value
  }

  #function(definition: FunctionDefinition): unknown {
    const { id, source, location, scope } = definition
    if (typeof scope === 'number') this.resolve(scope)
    if (location !== undefined) this.#texts.set(source, location)
    const made = evaluate(definition, this.#scopes.get(scope), this.#initial(definition))
    if (made.locals !== undefined) this.#locals.set(id, made.locals)
    for (const key of definition.eager) {
      const binding = this.#bindings.get(key)
      if (binding !== undefined) this.#set(binding)
    }
    const value = (definition.eager.length === 0 ? made.value : (made.value as () => unknown)()) as object
    if (typeof value === 'function' && value.name !== definition.name)
      Object.defineProperty(value, 'name', { value: definition.name, configurable: true })
    return this.#keep(id, value)
  }

  /** Of its locals those that can be had before it is there itself. */
  #initial({ id, locals }: FunctionDefinition): readonly unknown[] {
    return locals.map(name => {
      const key = keyOf({ kind: 'local', owner: id, name })
      const binding = this.#bindings.get(key)
      if (binding === undefined || !this.#isAtHand(binding.value)) return undefined
      this.#bindings.delete(key)
      return decode(binding.value, this.resolve)
    })
  }

  /** To decode it makes nothing else that was sent. */
  #isAtHand({ value, mixed }: Binding['value']): boolean {
    if (!mixed) return true
    const { $tsloom, id } = value as Partial<Placeholder & { readonly id: ReferenceId }>
    if ($tsloom === 'reference') return this.#values.has(id as ReferenceId)
    return $tsloom !== undefined && $tsloom !== 'error'
  }

  #set({ target, value }: Binding): void {
    const decoded = decode(value, this.resolve)
    switch (target.kind) {
      case 'local':
        this.#locals.get(target.owner)?.set(target.name, decoded)
        return
      case 'property':
        ;(this.resolve(target.owner) as Record<string, unknown>)[target.name] = decoded
        return
      case 'slot':
        if (target.scope === 'shadowed') this.#runtime.shadowed[target.name] = decoded
        else if (target.scope === 'global') (globalThis as unknown as Record<string, unknown>)[target.name] = decoded
        else {
          this.resolve(target.scope)
          this.#scopes.get(target.scope)?.set[target.name]?.(decoded)
        }
    }
  }
}
