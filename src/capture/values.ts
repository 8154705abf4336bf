/** Values between threads: structured clone, with placeholders for what it would refuse or quietly change. */

import { types } from 'node:util'
import { NotShippableError } from '../errors.ts'
import { type PackedError, packError, unpackError } from './failure.ts'
import { classNameOf, refusal } from './refusal.ts'
import { replace } from './replace.ts'
import { isShareable, revive, SHARE } from './shareable.ts'
import type { EncodedValue, Placeholder, ReferenceId } from './shipment.ts'

/** Ships a function, class or module that stands within a value; `undefined`: it is none of these. */
export type Refer = (value: object, path: string) => ReferenceId | undefined

/** Classes of Node whose instances structured clone keeps. */
const CLONEABLE: ReadonlySet<string> = new Set([
  'Blob',
  'File',
  'BlockList',
  'SocketAddress',
  'KeyObject',
  'PublicKeyObject',
  'PrivateKeyObject',
  'SecretKeyObject',
  'CryptoKey',
  'X509Certificate',
  'MessagePort',
  'DOMException',
])

/** Bytes from which an array counts as large. */
export const BULK = 2 ** 20

/**
 * @param path what the value is called in an error: `argument 1`, `config`
 * @throws NotShippableError naming the part that cannot travel
 */
export function encode(value: unknown, path: string, refer: Refer): EncodedValue {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function' && typeof value !== 'symbol')
    return { value, mixed: false }
  const encoder = new Encoder(refer)
  encoder.scan(value, path)
  const encoded =
    encoder.placeholders.size === 0
      ? { value, mixed: false }
      : { value: replace(value, part => encoder.placeholders.get(part)), mixed: true }
  return encoder.notes === undefined ? encoded : { ...encoded, ...encoder.notes }
}

type Notes = Pick<EncodedValue, 'shared' | 'handle' | 'bulky'>

class Encoder {
  readonly placeholders = new Map<unknown, Placeholder>()
  notes: Notes | undefined
  readonly #seen = new Set<object>()
  readonly #refer: Refer

  constructor(refer: Refer) {
    this.#refer = refer
  }

  scan(value: unknown, path: string): void {
    if (typeof value === 'symbol') {
      this.placeholders.set(value, symbol(value, path))
      return
    }
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || this.#seen.has(value)) return
    this.#seen.add(value)
    if (typeof value === 'function' || types.isModuleNamespaceObject(value)) {
      this.#reference(value, path)
      return
    }
    if (types.isProxy(value))
      throw new NotShippableError(`${path} is a Proxy, which cannot travel; pass a plain copy of it: ({ ...value })`)
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        const item: unknown = value[index]
        if (typeof item === 'object' || typeof item === 'function' || typeof item === 'symbol') this.scan(item, `${path}[${index}]`)
      }
      return
    }
    const prototype = Object.getPrototypeOf(value) as object | null
    if (prototype === Object.prototype || prototype === null) {
      this.#plain(value, path)
      return
    }
    if (value instanceof Map) {
      if (prototype !== Map.prototype) throw refusal(value, path)
      for (const [key, item] of value) {
        this.scan(key, `a key of ${path}`)
        this.scan(item, `${path}.get(${typeof key === 'string' ? `'${key}'` : String(key)})`)
      }
      return
    }
    if (value instanceof Set) {
      if (prototype !== Set.prototype) throw refusal(value, path)
      for (const item of value) this.scan(item, `an element of ${path}`)
      return
    }
    const placeholder = this.#special(value, path)
    if (placeholder !== undefined) this.placeholders.set(value, placeholder)
    else if (!clones(value, prototype)) this.#foreign(value, path)
    else this.#inspect(value, path)
  }

  #plain(value: object, path: string): void {
    // Modules and namespaces like Math hold functions; looking up every plain object would be slow.
    if (Symbol.toStringTag in value || Object.values(value).some(item => typeof item === 'function')) {
      const id = this.#refer(value, path)
      if (id !== undefined) {
        this.placeholders.set(value, { $tsloom: 'reference', id })
        return
      }
    }
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === 'object' || typeof item === 'function' || typeof item === 'symbol') this.scan(item, `${path}.${key}`)
    }
  }

  #reference(value: object, path: string): void {
    const id = this.#refer(value, path)
    if (id === undefined)
      throw new NotShippableError(`${path} is a module whose origin is unknown; import it inside the function: await import('…')`)
    this.placeholders.set(value, { $tsloom: 'reference', id })
  }

  #special(value: object, path: string): Placeholder | undefined {
    if (isShareable(value)) {
      const shared = value[SHARE]()
      if (shared.memory) this.#note({ shared: `${path} is ${/^[AEIOU]/.test(shared.kind) ? 'an' : 'a'} ${shared.kind}` })
      return { $tsloom: 'shared', shared }
    }
    if (Buffer.isBuffer(value)) {
      this.#weigh(value)
      return { $tsloom: 'buffer', bytes: new Uint8Array(value) }
    }
    if (value instanceof URL) return { $tsloom: 'url', href: value.href }
    if (types.isNativeError(value) || value instanceof Error)
      return { $tsloom: 'error', error: packError(value, cls => this.#refer(cls, cls.name)) }
    return undefined
  }

  /** What another process cannot receive, or not well through a pipe. */
  #inspect(value: object, path: string): void {
    const view = ArrayBuffer.isView(value)
    if (types.isSharedArrayBuffer(view ? value.buffer : value))
      this.#note({ shared: `${path} is a SharedArrayBuffer${view ? ` under a ${classNameOf(value)}` : ''}` })
    else if (view || types.isArrayBuffer(value)) this.#weigh(value)
    else if (CLONEABLE.has(classNameOf(value))) this.#note({ handle: `${path} is a ${classNameOf(value)}` })
  }

  #weigh({ byteLength }: { readonly byteLength: number }): void {
    if (byteLength >= BULK) this.#note({ bulky: true })
  }

  /** Of each kind the first is kept. */
  #note(notes: Notes): void {
    this.notes = { ...notes, ...this.notes }
  }

  #foreign(value: object, path: string): void {
    const id = this.#refer(value, path)
    if (id === undefined) throw refusal(value, path)
    this.placeholders.set(value, { $tsloom: 'reference', id })
  }
}

/** Undoes `encode` on the clone that arrived, in place. */
export function decode(encoded: EncodedValue, resolve: (id: ReferenceId) => unknown): unknown {
  if (!encoded.mixed) return encoded.value
  const seen = new Map<object, unknown>()
  const restore = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (seen.has(value)) return seen.get(value)
    if ('$tsloom' in value) {
      const restored = fromPlaceholder(value as Placeholder, resolve)
      seen.set(value, restored)
      return restored
    }
    seen.set(value, value)
    if (Array.isArray(value)) for (const key of Object.keys(value)) value[Number(key)] = restore(value[Number(key)])
    else if (value instanceof Map) {
      const entries = [...value]
      value.clear()
      for (const [key, item] of entries) value.set(restore(key), restore(item))
    } else if (value instanceof Set) {
      const items = [...value]
      value.clear()
      for (const item of items) value.add(restore(item))
    } else if (Object.getPrototypeOf(value) === Object.prototype) {
      const record = value as Record<string, unknown>
      for (const key of Object.keys(record)) record[key] = restore(record[key])
    }
    return value
  }
  return restore(encoded.value)
}

function fromPlaceholder(placeholder: Placeholder, resolve: (id: ReferenceId) => unknown): unknown {
  switch (placeholder.$tsloom) {
    case 'reference':
      return resolve(placeholder.id)
    case 'buffer':
      return Buffer.from(placeholder.bytes.buffer, placeholder.bytes.byteOffset, placeholder.bytes.byteLength)
    case 'shared':
      return revive(placeholder.shared)
    case 'url':
      return new URL(placeholder.href)
    case 'symbol':
      return placeholder.key.startsWith('@@')
        ? (Symbol as unknown as Record<string, symbol>)[placeholder.key.slice(2)]
        : Symbol.for(placeholder.key)
    case 'error':
      return unpackError(placeholder.error as PackedError, resolve)
  }
}

function clones(value: object, prototype: object): boolean {
  if (types.isAnyArrayBuffer(value)) return true
  if (ArrayBuffer.isView(value)) return Object.getPrototypeOf(prototype) !== null && isBuiltin(prototype)
  if (types.isDate(value) || types.isRegExp(value) || types.isBoxedPrimitive(value)) return isBuiltin(prototype)
  return CLONEABLE.has(classNameOf(value))
}

/** Its constructor is the global of that name, not a subclass. */
function isBuiltin(prototype: object): boolean {
  const cls = prototype.constructor
  return (globalThis as unknown as Record<string, unknown>)[cls.name] === cls
}

function symbol(value: symbol, path: string): Placeholder {
  const registered = Symbol.keyFor(value)
  if (registered !== undefined) return { $tsloom: 'symbol', key: registered }
  const wellKnown = Object.getOwnPropertyNames(Symbol).find(name => (Symbol as unknown as Record<string, unknown>)[name] === value)
  if (wellKnown !== undefined) return { $tsloom: 'symbol', key: `@@${wellKnown}` }
  throw new NotShippableError(`${path} is a symbol of its own (${String(value)}), which would be another one there; use Symbol.for('…')`)
}
