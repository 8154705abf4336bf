import { createRequire } from 'node:module'
import type { Program } from 'oxc-parser'
import type { VisitorKeys } from './children.ts'

/** What the parser and the transformer complain about. */
export interface OxcComplaint {
  readonly severity: string
  readonly message: string
  readonly labels: readonly { readonly start: number; readonly end: number }[]
  readonly helpMessage: string | null
}

/** A text and its tree. With errors that the parser could not get past, the tree is empty. */
export interface ParsedText {
  readonly text: string
  readonly program: Program
  readonly errors: readonly OxcComplaint[]
}

export interface Stripped {
  readonly code: string
  readonly mappings: string
  readonly errors: readonly OxcComplaint[]
}

/** The parser, and the transformer for the few constructs of TypeScript that are more than types. */
export interface Oxc {
  readonly visitorKeys: VisitorKeys
  parse(text: string, language: 'ts' | 'js'): ParsedText
  /** TypeScript → JavaScript with enums, namespaces, parameter properties and `using` spelled out. */
  transform(text: string): Stripped
}

export async function loadOxc(): Promise<Oxc> {
  const { parseSync, visitorKeys } = await importParser()
  let transformer: typeof import('oxc-transform') | undefined
  // Few cells need it, so it is loaded by the first that does; `require` because that cell cannot wait.
  const loadTransformer = (): typeof import('oxc-transform') =>
    createRequire(import.meta.url)('oxc-transform') as typeof import('oxc-transform')
  return {
    visitorKeys,
    parse(text, language) {
      const tooDeep = tooDeepAt(text)
      if (tooDeep !== undefined) return { text, program: EMPTY, errors: [complaintAt(tooDeep)] }
      const result = parseSync(`cell.${language}`, text, {
        lang: language,
        sourceType: 'module',
        astType: language,
        showSemanticErrors: true,
      })
      return { text, program: result.program, errors: result.errors }
    },
    transform(text) {
      transformer ??= loadTransformer()
      const result = transformer.transformSync('cell.ts', text, {
        lang: 'ts',
        sourceType: 'module',
        target: 'es2022',
        sourcemap: true,
        typescript: { onlyRemoveTypeImports: true },
      })
      return { code: result.code, mappings: result.map?.mappings ?? '', errors: result.errors }
    },
  }
}

/** Where the system has huge pages its allocator would take 2 MB for what fits into some kilobytes. It looks once, when it is loaded. */
async function importParser(): Promise<typeof import('oxc-parser')> {
  const chosen = process.env.MIMALLOC_ALLOW_THP
  process.env.MIMALLOC_ALLOW_THP = chosen ?? '0'
  try {
    return await import('oxc-parser')
  } finally {
    // The environment is what sessions get.
    if (chosen === undefined) delete process.env.MIMALLOC_ALLOW_THP
  }
}

const EMPTY: Program = { type: 'Program', body: [], sourceType: 'module', hashbang: null, start: 0, end: 0 }

/** Where more brackets are open than the parser's stack bears, of which it would die, and the kernel with it. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x28 || code === 0x5b || code === 0x7b) {
      if (++depth > 1500) return at
    } else if (code === 0x29 || code === 0x5d || code === 0x7d) depth--
  }
  return undefined
}

function complaintAt(at: number): OxcComplaint {
  return {
    severity: 'Error',
    message: 'More brackets are open here than the compiler can follow',
    labels: [{ start: at, end: at + 1 }],
    helpMessage: null,
  }
}
