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
  readonly value: unknown
  readonly locals: Locals | undefined
}

/** The variables of one function: setters are made when they are needed, which for most is never. */
export class Locals {
  readonly #names: readonly string[]
  readonly #evaluate: (code: string) => unknown
  readonly #setters = new Map<string, (value: unknown) => void>()

  constructor(names: readonly string[], evaluate: (code: string) => unknown) {
    this.#names = names
    this.#evaluate = evaluate
  }

  set(name: string, value: unknown): void {
    if (!this.#names.includes(name)) return
    let setter = this.#setters.get(name)
    if (setter === undefined) {
      setter = this.#evaluate(`$tsloom_value => { ${name} = $tsloom_value }`) as (value: unknown) => void
      this.#setters.set(name, setter)
    }
    setter(value)
  }
}

/** `import()` as if it stood in the file `parent`. */
export function importFrom(specifier: string, parent: string): Promise<Record<string, unknown>> {
  const load = runScript('specifier => import(specifier)', parent, 0) as (specifier: string) => Promise<Record<string, unknown>>
  return quietly(() => load(specifier))
}

/**
 * The text stands alone on its lines, at the columns it had, so that stacks show positions of the original.
 *
 * @param initial values of its locals, in their order
 */
export function evaluate(definition: FunctionDefinition, scope: ModuleScope | undefined, initial: readonly unknown[]): Made {
  const { source, form, locals, eager, location } = definition
  const imports = source.includes('import') && /\bimport\s*\(/.test(source)
  // The warning comes once: before the user's own import() gives rise to it.
  if (imports) void importFrom('node:module', import.meta.url)
  const { file, line, column } = location ?? { file: 'shipped function', line: 1, column: 0 }
  const [open, close] = form === 'expression' ? ['(', ')'] : ['$tsloom_method({', '})']
  // Parameters: to set them costs nothing, while a setter would have to be compiled.
  const head = `(function (${locals.join(', ')}) { "use strict"; ${form === 'method' ? METHOD : ''}return [${locals.length > 0 ? '$tsloom_code => eval($tsloom_code)' : ''}, ${eager.length === 0 ? '' : '() => '}${open}`
  const text = `${' '.repeat(column)}${source}\n${close}] })`
  const make = evaluated(`${head}\n${text}`, imports, file, line, scope)
  const [inside, value] = Reflect.apply(make, undefined, initial) as ReturnType<Make>
  return { value, locals: inside && new Locals(locals, inside) }
}

type Make = (...initial: readonly unknown[]) => readonly [evaluate: ((code: string) => unknown) | undefined, value: unknown]

function evaluated(code: string, imports: boolean, file: string, line: number, scope: ModuleScope | undefined): Make {
  // Above the first line there is no room for what stands before the text.
  if (scope === undefined && (imports || line === 0)) return runScript(code, file, line - 1) as Make
  const placed = `${'\n'.repeat(Math.max(0, line - 1))}${code}\n//# sourceURL=${file}`
  // Indirect: it sees nothing of this module. Takes two thirds of the time that a vm.Script takes.
  // biome-ignore lint/security/noGlobalEval: running code that was sent is what this is for
  return (scope === undefined ? globalThis.eval(placed) : scope.evaluate(placed)) as Make
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
