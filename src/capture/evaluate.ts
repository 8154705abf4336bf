/** Evaluates the text of shipped functions so that their variables can be set from outside. */

import vm from 'node:vm'
import { Recent } from './recent.ts'
import type { FunctionDefinition, ScopeDefinition } from './shipment.ts'

export type Setters = Readonly<Record<string, (value: unknown) => void>>

export interface ModuleScope {
  readonly set: Setters
  readonly evaluate: (code: string) => unknown
}

export interface Made {
  /** The function itself, or what makes it: of a class whose text needs its variables at once. */
  readonly value?: unknown
  readonly make?: () => unknown
  readonly set: Setters
}

/** `import()` as if it stood in the file `parent`. */
export function importFrom(specifier: string, parent: string): Promise<Record<string, unknown>> {
  const load = runScript('specifier => import(specifier)', parent, 0) as (specifier: string) => Promise<Record<string, unknown>>
  return quietly(() => load(specifier))
}

/** The text stands alone on its lines, at the columns it had, so that stacks show positions of the original. */
export function evaluate({ source, form, locals, eager, location }: FunctionDefinition, scope: ModuleScope | undefined): Made {
  const imports = source.includes('import') && /\bimport\s*\(/.test(source)
  // The warning comes once: before the user's own import() gives rise to it.
  if (imports) void importFrom('node:module', import.meta.url)
  const { file, line, column } = location ?? { file: 'shipped function', line: 1, column: 0 }
  const [open, close] = form === 'expression' ? ['(', ')'] : ['$tsloom_method({', '})']
  const what = eager.length === 0 ? 'value: ' : 'make: () => '
  const head = `(function () { "use strict"; ${form === 'method' ? METHOD : ''}${declare(locals)}return { set: ${setters(locals)}, ${what}${open}`
  const text = `${' '.repeat(column)}${source}\n${close} } }).call(undefined)`
  if (scope === undefined && imports) return runScript(`${head}\n${text}`, file, line - 1) as Made
  const code = `${'\n'.repeat(Math.max(0, line - 1))}${head}\n${text}\n//# sourceURL=${file}`
  // Indirect: it sees nothing of this module. Takes two thirds of the time that a vm.Script takes.
  // biome-ignore lint/security/noGlobalEval: running code that was sent is what this is for
  return (scope === undefined ? globalThis.eval(code) : scope.evaluate(code)) as Made
}

const METHOD =
  'const $tsloom_method = o => { const d = Object.getOwnPropertyDescriptor(o, Reflect.ownKeys(o)[0]); return d.value ?? d.get ?? d.set }; '

export function moduleScope(url: string, names: readonly string[]): ModuleScope {
  return runScript(scopeCode(names), url, 0) as ModuleScope
}

export function sharedScope({ names, constant }: ScopeDefinition, parent: ModuleScope | undefined): ModuleScope {
  const code = scopeCode([...names, constant])
  const scope = (parent === undefined ? runScript(code, 'shipped function', 0) : parent.evaluate(code)) as ModuleScope
  scope.set[constant]?.(names)
  return scope
}

function scopeCode(names: readonly string[]): string {
  return `(function () { "use strict"; ${declare(names)}return { set: ${setters(names)}, evaluate: $tsloom_code => eval($tsloom_code) } }).call(undefined)`
}

function declare(names: readonly string[]): string {
  return names.length === 0 ? '' : `let ${names.join(', ')}; `
}

function setters(names: readonly string[]): string {
  return `{ ${names.map(name => `${name}: $tsloom_value => { ${name} = $tsloom_value }`).join(', ')} }`
}

/** Closures made in one place have one text, and differ in what is set from outside. */
class Scripts {
  readonly #recent = new Recent<string, vm.Script>(200)

  run(code: string, filename: string, lineOffset: number): unknown {
    const key = `${filename}\0${lineOffset}\0${code}`
    let script = this.#recent.get(key)
    if (script === undefined) {
      script = new vm.Script(code, { filename, lineOffset, importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER })
      this.#recent.set(key, script)
    }
    return script.runInThisContext()
  }
}

const scripts = new Scripts()

function runScript(code: string, filename: string, lineOffset: number): unknown {
  return scripts.run(code, filename, lineOffset)
}

/** At the first `import()` of such code Node 20 warns that this is experimental: of no use to who reads the output. */
function quietly<T>(section: () => T): T {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return section()
  } finally {
    process.emitWarning = emitWarning
  }
}
