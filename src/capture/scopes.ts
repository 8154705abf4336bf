/**
 * The variables around a function that the kernel did not compile, read through V8's inspector (`[[Scopes]]`).
 * Each reading opens a session of its own and evaluates nothing but fixed texts of ours.
 */

import inspector from 'node:inspector'
import { OWN_LOCALS } from './contract.ts'
import type { FunctionTexts } from './function-texts.ts'
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

interface RemoteProperty {
  readonly name: string
  readonly value?: { readonly objectId?: string; readonly value?: unknown }
}

type Post = (method: string, parameters?: object) => Record<string, unknown>

const HANDOVER = Symbol.for('tsloom.scopes')
const TAKE = `function () { globalThis[Symbol.for('tsloom.scopes')](this) }`

/** A scope as V8 hands it out; `object` holds copies of its variables. */
interface ScopeCopy {
  readonly description: string
  readonly object: object
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

  constructor(texts: FunctionTexts) {
    this.#texts = texts
  }

  /** Variables called `wanted` that `fn` sees. */
  read(fn: object, wanted: readonly string[]): FunctionScopes {
    const session = new inspector.Session()
    session.connect()
    try {
      return this.#read(fn, new Set(wanted), session)
    } finally {
      session.disconnect()
      Reflect.deleteProperty(globalThis, HANDOVER)
    }
  }

  #read(fn: object, missing: Set<string>, session: inspector.Session): FunctionScopes {
    const post = synchronous(session)
    handOver(fn)
    const { result } = post('Runtime.evaluate', { expression: `globalThis[Symbol.for('tsloom.scopes')]` }) as {
      result: { objectId: string }
    }
    const { internalProperties } = post('Runtime.getProperties', { objectId: result.objectId, ownProperties: true }) as {
      internalProperties: readonly RemoteProperty[]
    }
    const internal = (name: string) => internalProperties.find(property => property.name === name)?.value ?? {}
    const { scriptId, lineNumber } = internal('[[FunctionLocation]]').value as { scriptId: string; lineNumber: number }
    const script = this.#script(scriptId, session, post)
    const closure = new Map<string, unknown>()
    const module = new Map<string, unknown>()
    const hiding: string[] = []
    for (const { description, object } of take(post, internal('[[Scopes]]').objectId)) {
      if (description === 'Global') continue
      const top = description === 'Module' || description === 'Script'
      if (top) script.names ??= Object.getOwnPropertyNames(object)
      const found = move(missing, object, top ? module : closure)
      if (!top) hiding.push(...unshared(found, object as Record<string, unknown>, closure))
    }
    if (hiding.length > 0 && [...closure.keys()].some(isScope)) closure.set(OWN_LOCALS, hiding)
    const fixed = script.text.fixed(closure, missing) && script.text.fixed(module, missing)
    return { url: script.url, line: lineNumber, closure, module, names: script.names ?? [], fixed }
  }

  /** Enabling the debugger lists all scripts; it is disabled again at once. */
  #script(scriptId: string, session: inspector.Session, post: Post): Script {
    const known = this.#scripts.get(scriptId)
    if (known !== undefined) return known
    let url = ''
    session.on('Debugger.scriptParsed', ({ params }) => {
      if (params.scriptId === scriptId) url = params.url
    })
    post('Debugger.enable')
    const { scriptSource } = post('Debugger.getScriptSource', { scriptId }) as { scriptSource: string }
    post('Debugger.disable')
    const script: Script = { url, text: this.#texts.script(scriptSource), names: undefined }
    this.#scripts.set(scriptId, script)
    return script
  }
}

/** Within one thread the inspector answers before `post` returns. */
function synchronous(session: inspector.Session): Post {
  return (method, parameters) => {
    let answer: Record<string, unknown> | undefined
    let failure: Error | null = null
    session.post(method, parameters, (error: Error | null, result?: object) => {
      failure = error
      answer = result as Record<string, unknown>
    })
    if (failure !== null || answer === undefined) throw new Error(`the inspector does not answer ${method}`, { cause: failure })
    return answer
  }
}

function handOver(value: unknown): void {
  Object.defineProperty(globalThis, HANDOVER, { value, configurable: true, writable: true, enumerable: false })
}

/** The scopes, the innermost first, as objects of this thread: all at once. */
function take(post: Post, objectId: string | undefined): readonly ScopeCopy[] {
  let taken: ArrayLike<ScopeCopy> = []
  handOver((scopes: ArrayLike<ScopeCopy>) => {
    taken = scopes
  })
  post('Runtime.callFunctionOn', { objectId, functionDeclaration: TAKE, silent: true })
  return Array.prototype.slice.call(taken)
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
