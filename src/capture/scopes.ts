/**
 * The variables around a function that the kernel did not compile, read through V8's inspector (`[[Scopes]]`).
 * Nothing but fixed texts of ours is evaluated.
 */

import inspector from 'node:inspector'
import { setImmediate } from 'node:timers'
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
/** What the inspector names for us is forgotten together. */
const GROUP = 'tsloom'
/** Readings after which that happens at the latest. */
const PILE = 50

/** What is handed to the inspector, and what it hands back. */
interface Handover {
  fn: object | undefined
  scopes: ArrayLike<ScopeCopy>
}

/** A session stays connected: connecting takes as long as a reading. It listens to nothing. */
interface Connection {
  readonly session: inspector.Session
  readonly post: Post
  readonly handover: Handover
  /** Of `handover`. */
  readonly objectId: string
}

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
  #connection: Connection | undefined
  /** Readings of which the inspector still holds what it named. */
  #named = 0

  constructor(texts: FunctionTexts) {
    this.#texts = texts
  }

  /** Variables called `wanted` that `fn` sees. */
  read(fn: object, wanted: readonly string[]): FunctionScopes {
    this.#connection ??= connect()
    const { handover } = this.#connection
    try {
      return this.#read(fn, new Set(wanted), this.#connection)
    } finally {
      handover.fn = undefined
      handover.scopes = []
      this.#releaseSoon(this.#connection)
    }
  }

  /** Not in the way of who waits for this reading; and what many readings in one turn name does not pile up. */
  #releaseSoon({ post }: Connection): void {
    const release = (): void => {
      this.#named = 0
      post('Runtime.releaseObjectGroup', { objectGroup: GROUP })
    }
    if (++this.#named === 1) setImmediate(() => this.#named > 0 && release())
    else if (this.#named > PILE) release()
  }

  #read(fn: object, missing: Set<string>, { session, post, handover, objectId }: Connection): FunctionScopes {
    handover.fn = fn
    const call = (functionDeclaration: string, argument?: string) =>
      post('Runtime.callFunctionOn', {
        objectId,
        functionDeclaration,
        ...(argument !== undefined && { arguments: [{ objectId: argument }] }),
        objectGroup: GROUP,
        silent: true,
      }) as { result: { objectId: string } }
    const { result } = call('function () { return this.fn }')
    const { internalProperties } = post('Runtime.getProperties', { objectId: result.objectId, ownProperties: true }) as {
      internalProperties: readonly RemoteProperty[]
    }
    const internal = (name: string) => internalProperties.find(property => property.name === name)?.value ?? {}
    const { scriptId, lineNumber } = internal('[[FunctionLocation]]').value as { scriptId: string; lineNumber: number }
    const script = this.#script(scriptId, session, post)
    const closure = new Map<string, unknown>()
    const module = new Map<string, unknown>()
    const hiding: string[] = []
    // The scopes, the innermost first, as objects of this thread: all at once.
    call('function (scopes) { this.scopes = scopes }', internal('[[Scopes]]').objectId)
    for (const { description, object } of Array.prototype.slice.call(handover.scopes) as ScopeCopy[]) {
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
    const listen = ({ params }: inspector.InspectorNotification<inspector.Debugger.ScriptParsedEventDataType>): void => {
      if (params.scriptId === scriptId) url = params.url
    }
    session.on('Debugger.scriptParsed', listen)
    post('Debugger.enable')
    const { scriptSource } = post('Debugger.getScriptSource', { scriptId }) as { scriptSource: string }
    post('Debugger.disable')
    session.off('Debugger.scriptParsed', listen)
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

function connect(): Connection {
  const session = new inspector.Session()
  session.connect()
  const post = synchronous(session)
  const handover: Handover = { fn: undefined, scopes: [] }
  Object.defineProperty(globalThis, HANDOVER, { value: handover, configurable: true })
  const { result } = post('Runtime.evaluate', { expression: `globalThis[Symbol.for('tsloom.scopes')]` }) as {
    result: { objectId: string }
  }
  Reflect.deleteProperty(globalThis, HANDOVER)
  return { session, post, handover, objectId: result.objectId }
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
