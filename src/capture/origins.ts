/** Values that a worker has or can get by itself: globals of JavaScript and Node, and modules. */

import { builtinModules, createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { BUILTIN_GLOBALS } from './builtins.ts'
import type { ImportOrigin } from './contract.ts'

/** Finds where built-in functions and CommonJS modules come from, by identity. Tables are made at first need. */
export class Origins {
  readonly #globals = new Map<object, readonly string[]>()
  readonly #require = createRequire(import.meta.url)
  readonly #modules = new Map<object, ImportOrigin>()

  /** `['Math', 'max']` for `Math.max`. */
  global(value: object): readonly string[] | undefined {
    if (this.#globals.size === 0) this.#listGlobals()
    return this.#globals.get(value)
  }

  /** A built-in module, one of its exports, or what a CommonJS module exports. */
  module(value: object): ImportOrigin | undefined {
    if (this.#modules.size === 0) this.#listModules()
    return this.#modules.get(value) ?? this.#required(value)
  }

  #listGlobals(): void {
    for (const name of BUILTIN_GLOBALS) {
      const value = plainProperty(globalThis, name)
      if (!isObject(value) || value === globalThis) continue
      if (!this.#globals.has(value)) this.#globals.set(value, [name])
      if (name === 'process') continue
      for (const member of Object.getOwnPropertyNames(value)) {
        const inner = plainProperty(value, member)
        if (typeof inner === 'function' && !this.#globals.has(inner)) this.#globals.set(inner, [name, member])
      }
    }
  }

  #listModules(): void {
    const loaded = new Set((process as unknown as { moduleLoadList: readonly string[] }).moduleLoadList)
    for (const id of builtinModules) {
      // Only what is loaded already: a value of it exists, and loading others may print deprecations.
      if (id.startsWith('_') || !loaded.has(`NativeModule ${id}`)) continue
      const module: unknown = this.#require(`node:${id}`)
      if (!isObject(module)) continue
      this.#modules.set(module, { specifier: `node:${id}`, name: 'default' })
      for (const name of Object.keys(module)) {
        const value = plainProperty(module, name)
        if (isObject(value) && !this.#modules.has(value)) this.#modules.set(value, { specifier: `node:${id}`, name })
      }
    }
  }

  #required(value: object): ImportOrigin | undefined {
    const { cache } = this.#require
    // The main script has the id '.': importing it again would run it again.
    for (const file in cache)
      if (cache[file]?.exports === value && cache[file].id !== '.') return { specifier: pathToFileURL(file).href, name: 'default' }
    return undefined
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** The property's value unless reading it would run a getter. */
function plainProperty(object: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(object, name)?.value
}
