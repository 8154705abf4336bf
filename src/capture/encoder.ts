/** One walk over a value that is to travel: finds what structured clone would refuse or quietly change, and puts placeholders there. */

import * as types from 'node:util/types'
import { NotShippableError } from '../errors.ts'
import { packError } from './failure.ts'
import { isPlain, mayHold, namedKeys } from './plain.ts'
import { classNameOf, classWithArticle, detached, isBuiltin, movable, refusal, symbolPlaceholder } from './refusal.ts'
import { isShareable, SHARE } from './shareable.ts'
import type { EncodedValue, Placeholder, ReferenceId } from './shipment.ts'
import { takeMoved } from './transfer.ts'

/** Ships a function, class or module that stands within a value; `undefined`: it is none of these. */
export type Refer = (value: object, path: string) => ReferenceId | undefined

/** Classes of Node whose instances structured clone keeps. Those never change. */
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
  'DOMException',
])

/** Bytes from which an array counts as large. */
export const BULK = 2 ** 20

/** What matters where a value is to leave the process. */
export type Notes = Pick<EncodedValue, 'shared' | 'bridged' | 'handle' | 'bulky'>

export class Encoder {
  readonly placeholders = new Map<unknown, Placeholder>()
  /** What was given to `transfer`. */
  readonly moved: object[] = []
  notes: Notes | undefined
  readonly #seen = new Set<object>()
  readonly #refer: Refer
  readonly #moves: boolean

  /** @param moves what was given to `transfer` moves; where it is false such things stay, and are copied */
  constructor(refer: Refer, moves: boolean) {
    this.#refer = refer
    this.#moves = moves
  }

  /** @throws NotShippableError naming the part that cannot travel */
  scan(value: unknown, path: string): void {
    if (typeof value === 'symbol') {
      this.placeholders.set(value, symbolPlaceholder(value, path))
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
    if (Array.isArray(value)) this.#array(value, path)
    else if (isPlain(value)) this.#plain(value, path)
    else if (value instanceof Map) this.#map(value, path)
    else if (value instanceof Set) this.#set(value, path)
    else this.#other(value, path)
  }

  #array(value: readonly unknown[], path: string): void {
    for (let index = 0; index < value.length; index++) {
      const item = value[index]
      if (mayHold(item)) this.scan(item, `${path}[${index}]`)
    }
    for (const key of namedKeys(value)) this.scan((value as unknown as Record<string, unknown>)[key], `${path}.${key}`)
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
    for (const [key, item] of Object.entries(value)) if (mayHold(item)) this.scan(item, `${path}.${key}`)
  }

  #map(value: Map<unknown, unknown>, path: string): void {
    if (Object.getPrototypeOf(value) !== Map.prototype) throw refusal(value, path)
    for (const [key, item] of value) {
      if (mayHold(key)) this.scan(key, `a key of ${path}`)
      if (mayHold(item)) this.scan(item, `${path}.get(${typeof key === 'string' ? `'${key}'` : String(key)})`)
    }
  }

  #set(value: Set<unknown>, path: string): void {
    if (Object.getPrototypeOf(value) !== Set.prototype) throw refusal(value, path)
    for (const item of value) if (mayHold(item)) this.scan(item, `an element of ${path}`)
  }

  #other(value: object, path: string): void {
    const moved = this.#moves ? takeMoved(value) : undefined
    if (moved !== undefined) {
      this.moved.push(moved)
      if (ArrayBuffer.isView(value) || types.isArrayBuffer(value)) this.#weigh(value)
      else this.#note({ handle: `${path} is ${classWithArticle(value)}` })
      // Only its bytes move: what it was made of there is made of it again.
      if (Buffer.isBuffer(value)) this.placeholders.set(value, { $tsloom: 'buffer', bytes: bytesOf(value) })
      return
    }
    const placeholder = this.#special(value, path)
    if (placeholder !== undefined) this.placeholders.set(value, placeholder)
    else if (!this.#clones(value, path)) this.#foreign(value, path)
    else this.#inspect(value, path)
  }

  #clones(value: object, path: string): boolean {
    const prototype = Object.getPrototypeOf(value) as object
    if (types.isAnyArrayBuffer(value) || ArrayBuffer.isView(value)) {
      if (detached(value))
        throw new NotShippableError(`${path} was transferred before and is empty here; use it where it went, or pass a copy`)
      return types.isAnyArrayBuffer(value) || isBuiltin(prototype)
    }
    if (types.isDate(value) || types.isRegExp(value) || types.isBoxedPrimitive(value)) return isBuiltin(prototype)
    if (movable(value))
      throw new NotShippableError(
        `${path} is ${classWithArticle(value)}, which cannot be copied, only moved; pass it as an argument: transfer(${/^[\w$]+$/.test(path) ? path : 'x'})`,
      )
    return CLONEABLE.has(classNameOf(value))
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
      const what = `${path} is ${/^[AEIOU]/.test(shared.kind) ? 'an' : 'a'} ${shared.kind}`
      if (shared.bridged) this.#note({ bridged: what })
      else if (shared.memory) this.#note({ shared: what })
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
      this.#note({ shared: `${path} is a SharedArrayBuffer${view ? ` under ${classWithArticle(value)}` : ''}` })
    else if (view || types.isArrayBuffer(value)) this.#weigh(value)
    else if (CLONEABLE.has(classNameOf(value))) this.#note({ handle: `${path} is ${classWithArticle(value)}` })
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

function bytesOf(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength)
}
