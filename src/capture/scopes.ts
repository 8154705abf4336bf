/** The variables around a function that the kernel did not compile, read through V8's inspector (`[[Scopes]]`). */

import { OWN_LOCALS } from './contract.ts'
import type { FunctionTexts } from './function-texts.ts'
import { InspectorConnection } from './inspector-connection.ts'
import type { ScriptText } from './script-text.ts'
import { isScope } from './shared-scopes.ts'

export interface FunctionScopes {
  /** The file or URL that the function's code came from. */
  readonly url: string
  readonly line: number
  /** Locals of enclosing functions and blocks; inner ones hide outer ones. */
  readonly closure: ReadonlyMap<string, unknown>
  /** Top level of its module or script: those of the names asked for. */
  readonly module: ReadonlyMap<string, unknown>
  /** All names at that top level. */
  readonly names: readonly string[]
  /** None of the variables can ever hold anything else. */
  readonly fixed: boolean
}

interface Script {
  readonly url: string
  readonly text: ScriptText
  /** At its top level; known once a function of it was read. */
  names: readonly string[] | undefined
}

export class ScopeReader {
  readonly #scripts = new Map<string, Script>()
  readonly #texts: FunctionTexts
  #connection: InspectorConnection | undefined

  constructor(texts: FunctionTexts) {
    this.#texts = texts
  }

  /** Variables called `wanted` that `fn` sees. */
  read(fn: object, wanted: readonly string[]): FunctionScopes {
    this.#connection ??= new InspectorConnection()
    const { scriptId, line, scopes } = this.#connection.inspect(fn)
    const script = this.#script(scriptId, this.#connection)
    const missing = new Set(wanted)
    const closure = new Map<string, unknown>()
    const module = new Map<string, unknown>()
    const hiding: string[] = []
    for (const { description, object } of scopes) {
      if (description === 'Global') continue
      const top = description === 'Module' || description === 'Script'
      if (top) script.names ??= Object.getOwnPropertyNames(object)
      const found = move(missing, object, top ? module : closure)
      if (!top) hiding.push(...unshared(found, object as Record<string, unknown>, closure))
    }
    if (hiding.length > 0 && [...closure.keys()].some(isScope)) closure.set(OWN_LOCALS, hiding)
    const fixed = script.text.fixed(closure, missing) && script.text.fixed(module, missing)
    return { url: script.url, line, closure, module, names: script.names ?? [], fixed }
  }

  #script(scriptId: string, connection: InspectorConnection): Script {
    let script = this.#scripts.get(scriptId)
    if (script === undefined) {
      const { url, text } = connection.script(scriptId)
      script = { url, text: this.#texts.script(text), names: undefined }
      this.#scripts.set(scriptId, script)
    }
    return script
  }
}

/** Takes over the missing variables that are in the scope; returns their names. */
function move(missing: Set<string>, scope: object, into: Map<string, unknown>): readonly string[] {
  const found: string[] = []
  for (const name of missing) {
    if (!Object.hasOwn(scope, name)) continue
    try {
      into.set(name, (scope as Record<string, unknown>)[name])
      missing.delete(name)
      found.push(name)
    } catch {
      // Not initialised yet: as good as absent.
    }
  }
  return found
}

/** Of the variables found in a scope those that its constant, which is taken over too, does not list. */
function unshared(found: readonly string[], scope: Readonly<Record<string, unknown>>, closure: Map<string, unknown>): readonly string[] {
  const constants = Object.keys(scope).filter(isScope)
  for (const name of constants) closure.set(name, scope[name])
  return found.filter(name => !constants.some(constant => (scope[constant] as readonly string[]).includes(name)))
}
