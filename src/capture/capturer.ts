/** What a thread knows of the functions that it sends: names for them, and what need not be found out twice. */

import type { ImportOrigin } from './contract.ts'
import { analyse, type FunctionText } from './free-variables.ts'
import { type ModuleText, readModule } from './module-imports.ts'
import { Origins } from './origins.ts'
import { Pass } from './pass.ts'
import { type FunctionScopes, ScopeReader } from './scopes.ts'
import type { EncodedValue, ReferenceId, Shipment } from './shipment.ts'
import { encode } from './values.ts'

export type AnyFunction = (...args: never[]) => unknown

/** One per thread that sends functions. Ids and stamps hold for its lifetime. */
export class Capturer {
  readonly #ids = new WeakMap<object, ReferenceId>()
  readonly #imports = new Map<string, ReferenceId>()
  readonly #byId = new Map<ReferenceId, WeakRef<object>>()
  readonly #texts = new Map<string, FunctionText | null>()
  readonly #modules = new Map<string, ModuleText & { readonly id: ReferenceId }>()
  readonly #stamps = new Map<string, { readonly value: unknown; readonly stamp: number }>()
  readonly #origins = new Origins()
  readonly #scopes = new ScopeReader()
  readonly #fixedScopes = new WeakMap<object, FunctionScopes>()
  #turn: Map<AnyFunction, Shipment> | undefined
  #lastId = 0
  #lastStamp = 0

  /**
   * What `fn` needs elsewhere, with captured data as it is now (at most as old as the current turn's first call).
   * @throws NotShippableError
   */
  capture(fn: AnyFunction): Shipment {
    if (this.#turn === undefined) {
      this.#turn = new Map()
      queueMicrotask(() => {
        this.#turn = undefined
      })
    }
    let shipment = this.#turn.get(fn)
    if (shipment === undefined) {
      shipment = new Pass(this).run(fn)
      this.#turn.set(fn, shipment)
    }
    return shipment
  }

  /** For an argument: functions inside it are shipped along with `shipment`s made of them. */
  encode(value: unknown, path: string): { readonly encoded: EncodedValue; readonly needs: Shipment | undefined } {
    const pass = new Pass(this)
    const encoded = encode(value, path, pass.refer)
    return { encoded, needs: encoded.mixed ? pass.finish(0) : undefined }
  }

  /** The class or function that an id of ours names. */
  resolve(id: ReferenceId): unknown {
    return this.#byId.get(id)?.deref()
  }

  idOf(value: object): ReferenceId {
    let id = this.#ids.get(value)
    if (id === undefined) {
      id = ++this.#lastId
      this.#ids.set(value, id)
      this.#byId.set(id, new WeakRef(value))
    }
    return id
  }

  importId(origin: ImportOrigin): ReferenceId {
    const key = `${origin.specifier}\n${origin.parent ?? ''}\n${origin.name ?? '*'}`
    let id = this.#imports.get(key)
    if (id === undefined) {
      id = ++this.#lastId
      this.#imports.set(key, id)
    }
    return id
  }

  text(source: string): FunctionText | undefined {
    let text = this.#texts.get(source)
    if (text === undefined) {
      text = analyse(source) ?? null
      this.#texts.set(source, text)
    }
    return text ?? undefined
  }

  module(url: string): ModuleText & { readonly id: ReferenceId } {
    let module = this.#modules.get(url)
    if (module === undefined) {
      module = { ...readModule(url), id: ++this.#lastId }
      this.#modules.set(url, module)
    }
    return module
  }

  get origins(): Origins {
    return this.#origins
  }

  /** What surrounds `fn`; not read again where none of the names `outside` it could have changed. */
  readScopes(fn: object, outside: readonly string[]): FunctionScopes {
    const known = this.#fixedScopes.get(fn)
    if (known !== undefined) return known
    const scopes = this.#scopes.read(fn)
    const { imports } = this.module(scopes.url)
    if (outside.every(name => imports.has(name) && !scopes.closure.has(name))) {
      const names = new Map([...scopes.module.keys()].map(name => [name, undefined]))
      this.#fixedScopes.set(fn, { ...scopes, closure: new Map(), module: names })
    }
    return scopes
  }

  /** Unchanged primitives and functions keep their stamp. Objects may have been mutated: a new one each time. */
  stamp(key: string, value: unknown, encoded: EncodedValue): number {
    const identity = encoded.mixed && typeof value !== 'object' ? value : typeof encoded.value === 'object' ? undefined : encoded.value
    const known = this.#stamps.get(key)
    if (known !== undefined && identity !== undefined && Object.is(known.value, identity)) return known.stamp
    const stamp = ++this.#lastStamp
    this.#stamps.set(key, { value: identity, stamp })
    return stamp
  }
}
