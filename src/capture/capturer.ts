/** What a thread knows of the functions that it sends: names for them, and what need not be found out twice. */

import type { ImportOrigin, SourceLocation } from './contract.ts'
import type { Copies } from './copies.ts'
import { encode } from './encode.ts'
import type { Refer } from './encoder.ts'
import { ownExports } from './exported.ts'
import type { FunctionText } from './free-variables.ts'
import { FunctionTexts } from './function-texts.ts'
import { type ModuleText, readModule } from './module-imports.ts'
import { Origins } from './origins.ts'
import { type Captured, Pass } from './pass.ts'
import { runtime } from './runtime.ts'
import { type FunctionScopes, ScopeReader } from './scopes.ts'
import type { Definition, EncodedValue, ReferenceId, Shipment } from './shipment.ts'
import { Snapshot } from './snapshot.ts'
import { mentionWrites, type WriteMentions } from './write-warnings.ts'

export type AnyFunction = (...args: never[]) => unknown

export type KnownModule = ModuleText & { readonly id: ReferenceId }
export type ModuleDefinition = Definition & { kind: 'module' }

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/** What is found out of a function once. */
export interface FunctionFacts {
  readonly source: string
  readonly native: boolean
  /** `undefined`: not understood. */
  readonly text?: FunctionText | undefined
  /** The module that it is imported from rather than taken out of: many functions of Node's are JavaScript. */
  readonly builtin?: ImportOrigin | undefined
  /** Where it stands in a notebook; `undefined`: the kernel did not compile it. */
  readonly cell?: SourceLocation | undefined
}

/** One per thread that sends functions. Ids hold for its lifetime. */
export class Capturer {
  readonly #ids = new WeakMap<object, ReferenceId>()
  readonly #imports = new Map<string, ReferenceId>()
  /** Classes that errors may come back with. */
  readonly #classes = new Map<ReferenceId, WeakRef<object>>()
  readonly #classGone = new FinalizationRegistry<ReferenceId>(id => this.#classes.delete(id))
  readonly #facts = new WeakMap<object, FunctionFacts>()
  readonly #texts = new FunctionTexts()
  readonly #modules = new Map<string, KnownModule>()
  readonly #moduleDefinitions = new Map<string, ModuleDefinition>()
  readonly #snapshots = new WeakMap<object, Snapshot>()
  readonly #mentions: WriteMentions = { owner: undefined, texts: new Set() }
  readonly #origins = new Origins()
  readonly #scopes = new ScopeReader(this.#texts)
  readonly #locations = new WeakMap<object, SourceLocation>()
  readonly #fixedScopes = new WeakMap<object, FunctionScopes>()
  /** Not held: what is no longer used here must not stay because of a copy. */
  readonly #captures = new WeakMap<AnyFunction, WeakRef<Captured>>()
  #turn: Map<AnyFunction, Shipment> | undefined
  #lastId = 0

  /**
   * What `fn` needs elsewhere, with captured data as it is now (at most as old as the current turn's first call). Writes
   * to captured variables are mentioned once a cell.
   *
   * @param writes what is said of them; `allowed`: nothing, for a function that is there to set up its worker
   * @throws NotShippableError
   */
  capture(fn: AnyFunction, writes: 'task' | 'server' | 'allowed' = 'task'): Shipment {
    if (this.#turn === undefined) {
      this.#turn = new Map()
      queueMicrotask(() => {
        this.#turn = undefined
      })
    }
    let shipment = this.#turn.get(fn)
    if (shipment === undefined) {
      const { shipment: found, writes: changes } = this.#captured(fn)
      shipment = found
      this.#turn.set(fn, shipment)
      if (writes !== 'allowed' && changes.length > 0) mentionWrites(changes, writes, this.#mentions)
    }
    return shipment
  }

  /** The same as last time if all that went into it is as it was. */
  #captured(fn: AnyFunction): Captured {
    const last = this.#captures.get(fn)?.deref()
    if (last?.holds.every(holds => holds())) return last
    const captured = new Pass(this).run(fn)
    this.#captures.set(fn, new WeakRef(captured))
    return captured
  }

  /** For an argument: functions inside it are shipped along with `shipment`s made of them. */
  encode(value: unknown, path: string): { readonly encoded: EncodedValue; readonly needs: Shipment | undefined } {
    if (Array.isArray(value) && value.every(isSimple)) return { encoded: { value, mixed: false }, needs: undefined }
    const pass = new Pass(this)
    const encoded = encode(value, path, pass.refer)
    return { encoded, needs: encoded.mixed ? pass.finish(0) : undefined }
  }

  /** The class that an id of ours names. */
  resolve(id: ReferenceId): unknown {
    return this.#classes.get(id)?.deref()
  }

  idOf(value: object): ReferenceId {
    let id = this.#ids.get(value)
    if (id === undefined) {
      id = ++this.#lastId
      this.#ids.set(value, id)
    }
    return id
  }

  /** @param value what it is here, where that is known */
  importId(origin: ImportOrigin, value: unknown): ReferenceId {
    const key = `${origin.specifier}\n${origin.parent ?? ''}\n${origin.name ?? '*'}`
    let id = this.#imports.get(key)
    if (id === undefined) {
      id = ++this.#lastId
      this.#imports.set(key, id)
      if (typeof value === 'function') this.noteClass(id, value)
    }
    return id
  }

  /** An error of this class is one of it also when it comes back. */
  noteClass(id: ReferenceId, cls: object): void {
    if (this.#classes.has(id)) return
    this.#classes.set(id, new WeakRef(cls))
    this.#classGone.register(cls, id)
  }

  facts(fn: AnyFunction): FunctionFacts {
    let facts = this.#facts.get(fn)
    if (facts === undefined) {
      const source = Function.prototype.toString.call(fn)
      facts = source.endsWith('[native code] }') ? { source, native: true } : this.#compiled(fn, source)
      this.#facts.set(fn, facts)
    }
    return facts
  }

  #compiled(fn: AnyFunction, source: string): FunctionFacts {
    const cell = runtime()?.locate?.(source)
    const script = cell && runtime()?.script?.(cell.file)
    return {
      source,
      native: false,
      text: this.#texts.of(source, script),
      builtin: ownExports.originOf(fn) ?? this.#origins.module(fn),
      cell,
    }
  }

  module(url: string): KnownModule {
    let module = this.#modules.get(url)
    if (module === undefined) {
      module = { ...readModule(url), id: ++this.#lastId }
      this.#modules.set(url, module)
    }
    return module
  }

  /** Made of the names of its top level at the first function that is taken out of it; the same for all others. */
  moduleDefinition(url: string, names: readonly string[]): ModuleDefinition {
    let definition = this.#moduleDefinitions.get(url)
    if (definition === undefined) {
      const { id, imports } = this.module(url)
      const all = [...new Set([...names, ...imports.keys()])].filter(name => IDENTIFIER.test(name))
      definition = { kind: 'module', id, url, names: all }
      this.#moduleDefinitions.set(url, definition)
    }
    return definition
  }

  get origins(): Origins {
    return this.#origins
  }

  /** The variables called `wanted` around `fn`; not read again where none of them can have changed. */
  readScopes(fn: object, wanted: readonly string[]): FunctionScopes {
    const known = this.#fixedScopes.get(fn)
    if (known !== undefined) return known
    const scopes = this.#scopes.read(fn, wanted)
    if (scopes.fixed) this.#fixedScopes.set(fn, scopes)
    return scopes
  }

  /** Found once: it is looked for in the whole text. */
  locationOf(fn: object, find: () => SourceLocation): SourceLocation {
    let location = this.#locations.get(fn)
    if (location === undefined) {
      location = find()
      this.#locations.set(fn, location)
    }
    return location
  }

  /** The same one as long as the data is the same. */
  snapshot(value: object, path: string, refer: Refer, others: Copies): Snapshot {
    const known = this.#snapshots.get(value)
    if (known?.current) {
      known.referAgain(refer)
      return known
    }
    const snapshot = new Snapshot(value, path, refer, others)
    this.#snapshots.set(value, snapshot)
    return snapshot
  }
}

function isSimple(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' || value === undefined
}
