/** One walk over what a function uses, transitively, that makes a shipment of it. */

import { types } from 'node:util'
import { NotShippableError } from '../errors.ts'
import { BUILTIN_GLOBALS } from './builtins.ts'
import type { AnyFunction, Capturer } from './capturer.ts'
import type { ImportOrigin } from './contract.ts'
import { Copies } from './copies.ts'
import { encode, isPrimitive, scanned } from './encode.ts'
import { runtime } from './runtime.ts'
import { type Binding, type Definition, keyOf, type ReferenceId, type Shipment, type StampedBinding } from './shipment.ts'
import { type Described, type Place, type Surroundings, surroundings } from './surroundings.ts'
import { type PlacedWrite, placed } from './write-warnings.ts'

export interface Captured {
  readonly shipment: Shipment
  /** Writes of the function itself to copies of data. */
  readonly writes: readonly PlacedWrite[]
  /** As long as all of these say so, the function would be captured the same way again. */
  readonly holds: readonly (() => boolean)[]
}

/** One walk over what a function uses. */
export class Pass {
  readonly #capturer: Capturer
  readonly #definitions = new Map<ReferenceId, Definition>()
  readonly #bindings = new Map<string, StampedBinding>()
  readonly #copies = new Copies()
  readonly #holds: (() => boolean)[] = []
  #writes: readonly PlacedWrite[] = []
  /** Reached and being described: ends cycles. */
  readonly #reached = new Set<ReferenceId>()

  constructor(capturer: Capturer) {
    this.#capturer = capturer
  }

  run(fn: AnyFunction): Captured {
    const shipment = this.finish(this.#function(fn, /^(?:bound )*$/.test(fn.name) ? 'the function' : fn.name))
    return { shipment, writes: this.#writes, holds: this.#holds }
  }

  finish(root: ReferenceId): Shipment {
    return { root, definitions: [...this.#definitions.values()], bindings: [...this.#bindings.values()] }
  }

  /** Functions, classes, modules, and objects that modules export. */
  readonly refer = (value: object, path: string): ReferenceId | undefined => {
    if (typeof value === 'function') return this.#function(value as AnyFunction, path)
    const { origins } = this.#capturer
    const path2 = origins.global(value)
    if (path2 !== undefined) return this.#global(value, path2)
    const origin = runtime()?.origin(value) ?? origins.module(value)
    return origin === undefined ? undefined : this.#import(origin, value)
  }

  #import(origin: ImportOrigin, value?: unknown): ReferenceId {
    const id = this.#capturer.importId(origin, value)
    this.#definitions.set(id, { kind: 'import', id, origin })
    return id
  }

  #global(value: object, path: readonly string[]): ReferenceId {
    const id = this.#capturer.idOf(value)
    this.#definitions.set(id, { kind: 'global', id, path })
    return id
  }

  #function(fn: AnyFunction, path: string): ReferenceId {
    const origin = runtime()?.origin(fn)
    if (origin !== undefined) return this.#import(origin, fn)
    const id = this.#capturer.idOf(fn)
    if (this.#reached.has(id)) return id
    const { source, native, text, builtin, cell } = this.#capturer.facts(fn)
    if (native) return this.#native(fn, path)
    if (builtin !== undefined) return this.#import(builtin)
    this.#reached.add(id)
    if (text === undefined) throw new NotShippableError(`the text of ${path} is not understood: ${source.slice(0, 60)}…`)
    if (text.bound !== undefined)
      throw new NotShippableError(
        `${path} is a method that uses ${text.bound === 'super' ? 'super' : 'a private name'} of its class; pass the class, or a function that makes the object`,
      )
    const described = { fn, path, source, text, cell }
    const around = surroundings(described, this.#capturer)
    if (around.origin !== undefined) return this.#import(around.origin, fn)
    this.#holds.push(around.holds)
    this.#describe(described, id, around)
    return id
  }

  #native(fn: AnyFunction, path: string): ReferenceId {
    const { origins } = this.#capturer
    const global = origins.global(fn)
    if (global !== undefined) return this.#global(fn, global)
    const origin = origins.module(fn)
    if (origin !== undefined) return this.#import(origin)
    if (types.isProxy(fn)) throw new NotShippableError(`${path} is a Proxy of a function, which cannot travel; pass the function itself`)
    throw new NotShippableError(`${path} is native or bound; wrap it: x => ${/^[\w$.]+$/.test(path) ? path : 'f'}(x)`)
  }

  #describe({ fn, path, source, text }: Described, id: ReferenceId, around: Surroundings): void {
    for (const scope of around.scopes) this.#definitions.set(scope.id, scope)
    const locals: string[] = []
    const eager: string[] = []
    // Of the function that is sent, not of those that it calls: a cache that a helper fills is its own affair.
    if (this.#reached.size === 1) this.#writes = placed(text.writes, around)
    for (const [name, early] of text.free) {
      const place = around.find(name) ?? (name === text.base ? { kind: 'local', value: Object.getPrototypeOf(fn) as unknown } : undefined)
      if (place === undefined) {
        if (early && around.scopes.some(({ kind }) => kind === 'module') && !BUILTIN_GLOBALS.has(name))
          throw new NotShippableError(`${path} needs ${name} when it is defined, and that cannot be read; declare both inside one function`)
        continue
      }
      if (place.kind === 'local') locals.push(name)
      const key = this.#bind(id, name, place)
      if (early) eager.push(key)
    }
    for (const [name, early] of text.shadowed) {
      const value = runtime()?.shadowed[name]
      this.#holds.push(() => Object.is(runtime()?.shadowed[name], value))
      const key = this.#bind(id, name, { kind: 'slot', scope: 'shadowed', value })
      if (early) eager.push(key)
    }
    if (text.kind === 'function') this.#properties(fn, id, path)
    else {
      this.#capturer.noteClass(id, fn)
      this.#properties(fn, id, path, canBeSent)
    }
    this.#definitions.set(id, {
      kind: text.kind,
      id,
      name: fn.name,
      source,
      form: text.form,
      location: around.location,
      scope: around.scope,
      locals,
      eager,
    })
  }

  /** `fib.cache = new Map()`; what a class does not send it makes anew. */
  #properties(fn: AnyFunction, id: ReferenceId, path: string, isSent = (_cls: object, _name: string) => true): void {
    const entries = Object.entries(fn)
    this.#holds.push(() => sameProperties(fn, entries))
    for (const [name, value] of entries) {
      if (!isSent(fn, name)) continue
      const target = { kind: 'property', owner: id, name } as const
      this.#put(keyOf(target), target, value, `${path}.${name}`)
    }
  }

  #bind(owner: ReferenceId, name: string, place: Place): string {
    const target: Binding['target'] = place.kind === 'local' ? { kind: 'local', owner, name } : { kind: 'slot', scope: place.scope, name }
    const key = keyOf(target)
    if (this.#bindings.has(key)) return key
    if (place.kind === 'import') {
      const id = this.#import(place.origin, place.value)
      this.#reference({ key, target, value: { value: { $tsloom: 'reference', id }, mixed: true } }, id)
    } else this.#put(key, target, place.value, name)
    return key
  }

  #put(key: string, target: Binding['target'], value: unknown, path: string): void {
    if (this.#bindings.has(key)) return
    if (isPrimitive(value)) {
      this.#bindings.set(key, { binding: { key, target, value: { value, mixed: false } }, stamp: value })
      return
    }
    // Entered before its value is walked: a cycle through it ends here.
    this.#bindings.set(key, { binding: { key, target, value: { value: undefined, mixed: false } }, stamp: undefined })
    if (typeof value !== 'object' || types.isModuleNamespaceObject(value)) {
      const encoded = encode(value, path, this.refer)
      this.#reference({ key, target, value: encoded }, (encoded.value as { readonly id?: ReferenceId }).id)
      return
    }
    const snapshot = this.#capturer.snapshot(value as object, path, this.refer, this.#copies)
    this.#holds.push(() => snapshot.matches(value))
    this.#bindings.set(key, { binding: { key, target, value: snapshot.encoded }, stamp: snapshot })
  }

  /** The same function, class, module or symbol is the same value, whatever else has changed. */
  #reference(binding: Binding, id: ReferenceId | undefined): void {
    const { value } = binding.value
    this.#bindings.set(binding.key, { binding, stamp: `\0${id ?? String((value as { readonly key?: string }).key)}` })
  }
}

function sameProperties(fn: AnyFunction, entries: readonly (readonly [string, unknown])[]): boolean {
  const now = Object.keys(fn)
  return (
    now.length === entries.length &&
    entries.every(([name, value], index) => now[index] === name && Object.is((fn as unknown as Record<string, unknown>)[name], value))
  )
}

/** Static fields of data are as they are now; others, such as instances of the class, its text makes there. */
function canBeSent(cls: object, name: string): boolean {
  const { value, writable } = Object.getOwnPropertyDescriptor(cls, name) ?? {}
  if (writable !== true) return false
  try {
    scanned(value, name, () => undefined, false)
    return true
  } catch {
    return false
  }
}
