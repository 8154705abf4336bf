/**
 * What this library exports. Elsewhere it is imported, whatever it is called in the code that uses it: the text of a function
 * or class of ours does not lead to the module that exports it.
 */

import type { ImportOrigin } from './contract.ts'

class OwnExports {
  #url = ''
  #namespace: Readonly<Record<string, unknown>> = {}
  #names: Map<unknown, string> | undefined

  /** What the module `url` exports. It may still be loading: it is read at first need. */
  are(url: string, namespace: Readonly<Record<string, unknown>>): void {
    this.#url = url
    this.#namespace = namespace
    this.#names = undefined
  }

  originOf(value: object): ImportOrigin | undefined {
    this.#names ??= new Map(Object.entries(this.#namespace).map(([name, exported]) => [exported, name]))
    const name = this.#names.get(value)
    return name === undefined ? undefined : { specifier: this.#url, name }
  }
}

export const ownExports = new OwnExports()
