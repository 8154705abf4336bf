/** Where the free names of a function lead: in a cell, or in a module that the kernel did not compile. */

import { NotShippableError } from '../errors.ts'
import { BUILTIN_GLOBALS } from './builtins.ts'
import type { AnyFunction, Capturer, ModuleDefinition } from './capturer.ts'
import { CAPTURED_LOCALS, CONSTANT_LOCALS, type ImportOrigin, INTERNAL_PREFIX, OWN_LOCALS, type SourceLocation } from './contract.ts'
import type { FunctionText } from './free-variables.ts'
import { runtime } from './runtime.ts'
import type { FunctionScopes } from './scopes.ts'
import { isScope, sharedScopes } from './shared-scopes.ts'
import type { ScopeDefinition, ScopeId } from './shipment.ts'

/** Where one free name of a function leads. */
export type Place =
  | { readonly kind: 'local'; readonly value: unknown }
  | { readonly kind: 'slot'; readonly scope: ScopeId; readonly value: unknown }
  | { readonly kind: 'import'; readonly scope: ScopeId; readonly origin: ImportOrigin; readonly value: unknown }

export interface Surroundings {
  readonly location: SourceLocation | undefined
  readonly scope: ScopeId
  readonly find: (name: string) => Place | undefined
  /** Whether all that was found would be found again. */
  readonly holds: () => boolean
  /** Those whose variables it shares with other functions, outer ones first. */
  readonly scopes: readonly (ModuleDefinition | ScopeDefinition)[]
  /** A library exports it: it is imported there rather than taken out. */
  readonly origin?: ImportOrigin
}

export interface Described {
  readonly fn: AnyFunction
  /** What it is called in errors. */
  readonly path: string
  readonly source: string
  readonly text: FunctionText
  readonly cell: SourceLocation | undefined
}

type Thunk = () => Record<string, unknown>

/** @throws NotShippableError */
export function surroundings(described: Described, capturer: Capturer): Surroundings {
  const { fn, text, cell } = described
  const marks = fn as unknown as Readonly<Record<symbol, Thunk | undefined>>
  const constant = marks[CONSTANT_LOCALS]
  const thunk = constant ?? marks[CAPTURED_LOCALS]
  if (thunk !== undefined) return inCell(cell, thunk, capturer, constant !== undefined)
  const outside = [...text.free.keys()].filter(name => !BUILTIN_GLOBALS.has(name))
  if (cell !== undefined) return inCell(cell, unlistedLocals(described, outside, capturer), capturer)
  const notebook = runtime()
  // A host that cannot tell its code by text: what is found among the globals is the notebook's.
  const assumed = notebook !== undefined && notebook.locate === undefined && outside.every(name => Object.hasOwn(globalThis, name))
  return assumed ? inCell(undefined, undefined, capturer) : inModule(described, outside, capturer)
}

/** The compiler lists no locals for classes and methods, nor where a worker makes a function of code that it did not compile. */
function unlistedLocals({ fn, text }: Described, outside: readonly string[], capturer: Capturer): Thunk | undefined {
  const listed = text.kind === 'function' && text.form === 'expression' && outside.every(name => Object.hasOwn(globalThis, name))
  if (listed || text.free.size === 0) return undefined
  return () => Object.fromEntries(capturer.readScopes(fn, [...text.free.keys()]).closure)
}

function inCell(location: SourceLocation | undefined, thunk: Thunk | undefined, capturer: Capturer, constant = false): Surroundings {
  const locals = thunk?.() ?? {}
  const again = constant && !Object.values(locals).includes(undefined) ? undefined : thunk
  const globals = new Globals()
  const { scopes, scopeOf } = sharedScopes(locals, value => capturer.idOf(value))
  const find = (name: string): Place | undefined => {
    if (!Object.hasOwn(locals, name)) return globals.find(name)
    // Each scope brings its own constant.
    if (isScope(name)) return undefined
    const scope = scopeOf(name)
    const value = locals[name]
    return scope === undefined ? { kind: 'local', value } : { kind: 'slot', scope, value }
  }
  return {
    location,
    scope: scopes.at(-1)?.id ?? 'global',
    scopes,
    find,
    holds: () => globals.hold() && (again === undefined || sameValues(again(), locals)),
  }
}

function sameValues(now: Record<string, unknown>, then: Record<string, unknown>): boolean {
  for (const name in then) if (name !== OWN_LOCALS && !Object.is(now[name], then[name])) return false
  return true
}

/** Code that the kernel did not compile: the scopes are read, what it imports is imported again. */
function inModule(described: Described, outside: readonly string[], capturer: Capturer): Surroundings {
  const scopes = readScopes(described, outside, capturer)
  if (scopes === undefined) return inCell(undefined, undefined, capturer)
  const { url, closure } = scopes
  const { fn, source } = described
  const globals = new Globals()
  const { id, text, imports, exports } = capturer.module(url)
  const exported = closure.size === 0 && isLibrary(url) ? exports.get(fn.name) : undefined
  const location = capturer.locationOf(fn, () => {
    const offset = text.indexOf(source)
    return offset < 0 ? { file: url, line: scopes.line, column: 0 } : position(url, text, offset)
  })
  return {
    location,
    scope: id,
    scopes: [capturer.moduleDefinition(url, scopes.names)],
    ...(exported !== undefined && { origin: { specifier: url, name: exported } }),
    find(name) {
      if (closure.has(name)) return { kind: 'local', value: closure.get(name) }
      const origin = imports.get(name)
      if (origin !== undefined) return { kind: 'import', scope: id, origin, value: scopes.module.get(name) }
      if (scopes.module.has(name)) return { kind: 'slot', scope: id, value: scopes.module.get(name) }
      return globals.find(name)
    },
    holds() {
      const now = scopes.fixed ? scopes : readScopes(described, outside, capturer)
      return now !== undefined && globals.hold() && sameScopes(now, scopes)
    },
  }
}

function sameScopes(now: FunctionScopes, then: FunctionScopes): boolean {
  return now === then || (sameEntries(now.closure, then.closure) && sameEntries(now.module, then.module))
}

function sameEntries(now: ReadonlyMap<string, unknown>, then: ReadonlyMap<string, unknown>): boolean {
  if (now.size !== then.size) return false
  for (const [name, value] of then) if (!now.has(name) || !Object.is(now.get(name), value)) return false
  return true
}

function readScopes({ fn, path, text }: Described, outside: readonly string[], capturer: Capturer) {
  try {
    return capturer.readScopes(fn, [...text.free.keys()])
  } catch (error) {
    if (outside.length === 0) return undefined
    throw new NotShippableError(
      `${path} uses ${outside.join(', ')} from around it, which cannot be read here; pass ${outside.length === 1 ? 'it' : 'them'} as arguments`,
      { cause: error },
    )
  }
}

/** What one function uses of the global object: the notebook's variables. */
class Globals {
  readonly #found = new Map<string, Place | undefined>()

  /** Undefined for globals that the worker has itself, and for names that exist nowhere: those fail there as they would here. */
  find(name: string): Place | undefined {
    if (BUILTIN_GLOBALS.has(name) || name.startsWith(INTERNAL_PREFIX)) return undefined
    const place = globalPlace(name)
    this.#found.set(name, place)
    return place
  }

  /** Nothing was assigned since. */
  hold(): boolean {
    for (const [name, place] of this.#found) {
      if (Object.hasOwn(globalThis, name) !== (place !== undefined)) return false
      if (place !== undefined && !Object.is((globalThis as unknown as Record<string, unknown>)[name], place.value)) return false
    }
    return true
  }
}

function globalPlace(name: string): Place | undefined {
  if (!Object.hasOwn(globalThis, name)) return undefined
  const value = (globalThis as unknown as Record<string, unknown>)[name]
  const origin = runtime()?.importedSlot?.(name)
  return origin === undefined ? { kind: 'slot', scope: 'global', value } : { kind: 'import', scope: 'global', origin, value }
}

const OWN = new URL('../', import.meta.url).href

/** Importing it once more does nothing that the user would see: this library, and packages. */
function isLibrary(url: string): boolean {
  return url.startsWith(OWN) || (url.startsWith('file:') && url.includes('/node_modules/'))
}

function position(file: string, text: string, offset: number): SourceLocation {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return { file, line: before.split('\n').length - 1, column: offset - lineStart }
}
