/** What `import` means in a cell: packages and files as seen from the notebook's folder, and tsloom's own modules. */

import { statSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { constants, Script } from 'node:vm'
import type { CompiledRuntime, ImportOrigin } from '../../src/capture/contract.ts'
import { resolveFile } from '../../src/capture/resolve-file.ts'
import { createImportedNamespaces } from './imported-namespaces.ts'
import { createLocalTypeScript, VERSION } from './local-typescript.ts'
import { connectTslab } from './tslab.ts'

type Namespace = Record<string, unknown>

export interface Modules {
  import(specifier: string, options?: ImportCallOptions, slots?: Readonly<Record<string, string>>): Promise<Namespace>
  /** Where the value of a notebook variable came from, if an import filled it. */
  importedSlot(name: string): ImportOrigin | undefined
  /** A cell declares these anew: what was imported under them is gone. */
  forgetSlots(names: readonly string[]): void
  origin(value: unknown): ImportOrigin | undefined
  /** CommonJS `require`, as seen from the notebook's folder. */
  require(): NodeJS.Require
  meta(): CompiledRuntime['meta']
}

/** Specifiers that always mean the kernel's own copy: there must be one, whatever the notebook's folder holds. */
const OWN: Readonly<Record<string, string>> = {
  tsloom: new URL('../../src/index.js', import.meta.url).href,
  'tsloom/jupyter': new URL('./jupyter-api.js', import.meta.url).href,
}

const OWN_URLS = new Set(Object.values(OWN))

/** What the compiler's output needs of the transformer's, for `using` and decorators. */
const HELPERS = '@oxc-project/runtime/'

export function createModules(options: {
  readonly display: Parameters<typeof connectTslab>[0]
  /** Called before code that is neither Node's nor ours is loaded. */
  readonly beforeForeignCode: () => void
}): Modules {
  const kernelRequire = createRequire(import.meta.url)
  const localTypeScript = createLocalTypeScript()
  const imported = createImportedNamespaces()
  const importedSlots = new Map<string, ImportOrigin>()
  const completed = new WeakMap<Namespace, Namespace>()
  /** The kernel's own modules by specifier: they stay the same, and Node's loader takes a while to say so. */
  const ownNamespaces = new Map<string, Namespace>()
  let importer:
    | { readonly directory: string; readonly load: (specifier: string, options?: ImportCallOptions) => Promise<Namespace> }
    | undefined

  /** `import()` as a file in `directory` would do it. */
  function importFrom(directory: string): NonNullable<typeof importer>['load'] {
    if (importer?.directory !== directory) {
      const script = new Script('(specifier, options) => import(specifier, options)', {
        filename: join(directory, 'notebook.ts'),
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      })
      importer = { directory, load: script.runInThisContext() as NonNullable<typeof importer>['load'] }
    }
    return importer.load
  }

  function locate(specifier: string): string {
    const own = OWN[specifier]
    if (own) return own
    if (isBuiltin(specifier)) return specifier
    if (specifier.startsWith(HELPERS)) return pathToFileURL(kernelRequire.resolve(specifier)).href
    if (/^\.{0,2}\//.test(specifier)) return versioned(pathToFileURL(resolve(process.cwd(), specifier)).href)
    if (specifier.startsWith('file:')) return versioned(specifier)
    return specifier
  }

  async function load(specifier: string, attributes: ImportCallOptions | undefined): Promise<Namespace> {
    if (specifier === 'tslab') return connectTslab(options.display)
    const located = locate(specifier)
    if (OWN_URLS.has(located) || specifier.startsWith(HELPERS)) return withCommonJsNames((await import(located)) as Namespace)
    options.beforeForeignCode()
    const withAttributes = attributes ?? (/\.json(\?|$)/.test(located) ? { with: { type: 'json' } } : undefined)
    if (located.startsWith('file:')) localTypeScript.enable()
    return withCommonJsNames(await importFrom(process.cwd())(located, withAttributes))
  }

  /**
   * Node finds the export names of a CommonJS module by reading its text and misses those it computes. Types, and other
   * notebooks, know them all.
   */
  function withCommonJsNames(namespace: Namespace): Namespace {
    const whole = namespace.default
    if (whole === null || (typeof whole !== 'object' && typeof whole !== 'function')) return namespace
    const missing = Object.keys(whole).filter(name => !(name in namespace))
    if (missing.length === 0 || !Object.values(kernelRequire.cache).some(module => module?.exports === whole)) return namespace
    const complete = completed.get(namespace) ?? Object.assign(Object.create(null) as Namespace, whole, namespace)
    completed.set(namespace, complete)
    return complete
  }

  return {
    async import(specifier, attributes, slots = {}) {
      const text = String(specifier)
      const known = attributes === undefined ? ownNamespaces.get(text) : undefined
      const filled = Object.entries(slots)
      if (known !== undefined && filled.length === 0) return known
      const namespace = known ?? (await load(text, attributes))
      const located = locate(text)
      for (const [name, exported] of filled) importedSlots.set(name, { specifier: located, name: exported })
      if (known !== undefined) return known
      const isOwn = OWN_URLS.has(located)
      imported.add(namespace, located, isOwn)
      if (isOwn || text.startsWith(HELPERS)) ownNamespaces.set(text, namespace)
      return namespace
    },
    importedSlot: name => importedSlots.get(name),
    forgetSlots(names) {
      for (const name of names) importedSlots.delete(name)
    },
    origin: value => imported.origin(value),
    require() {
      options.beforeForeignCode()
      return createRequire(join(process.cwd(), 'notebook.ts'))
    },
    meta() {
      const filename = join(process.cwd(), 'notebook.ts')
      const url = pathToFileURL(filename).href
      return { url, dirname: process.cwd(), filename, resolve: specifier => OWN[specifier] ?? resolveFile(specifier, url) }
    },
  }
}

/** A local file that was edited is another module, so importing it again runs the new text. */
function versioned(url: string): string {
  const time = statSync(fileURLToPath(url), { throwIfNoEntry: false })?.mtimeMs
  return time === undefined ? url : `${url}?${VERSION}=${time}`
}
