/** Functions of this library that are made by others: their own text does not lead to the module that exports them. */

import type { ImportOrigin } from './contract.ts'

const EXPORTED = Symbol('exported')

/** Where it travels to, `fn` is imported as `name` from the module `url`. */
export function exportedAs<F extends object>(fn: F, url: string, name: string): F {
  const origin: ImportOrigin = { specifier: url, name }
  return Object.defineProperty(fn, EXPORTED, { value: origin })
}

export function exportOf(fn: object): ImportOrigin | undefined {
  return (fn as { readonly [EXPORTED]?: ImportOrigin })[EXPORTED]
}
