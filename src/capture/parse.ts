import { createRequire } from 'node:module'
import type { Node } from './syntax.ts'

export interface Parsed {
  readonly program: Node
  readonly errors: readonly unknown[]
  readonly module: unknown
}

type Parse = (file: string, source: string) => Parsed

class Parser {
  #parse: Parse | undefined

  /** Loaded at the first function that has to travel: it costs 13 ms. */
  parse(file: string, source: string): Parsed {
    this.#parse ??= (createRequire(import.meta.url)('oxc-parser') as { readonly parseSync: Parse }).parseSync
    return this.#parse(file, source)
  }
}

const parser = new Parser()

export function parse(file: string, source: string): Parsed {
  return parser.parse(file, source)
}
