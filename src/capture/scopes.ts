/**
 * The variables around a function that the kernel did not compile, read through V8's inspector (`[[Scopes]]`).
 * Each reading opens a session of its own and evaluates nothing but fixed texts of ours.
 */

import inspector from 'node:inspector'

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
}

interface RemoteProperty {
  readonly name: string
  readonly value?: { readonly objectId?: string; readonly description?: string; readonly value?: unknown }
}

type Post = (method: string, parameters?: object) => Record<string, unknown>

const HANDOVER = Symbol.for('tsloom.scopes')
const TAKE = `function () { globalThis[Symbol.for('tsloom.scopes')](this) }`

export class ScopeReader {
  /** scriptId → URL, as far as known. */
  readonly #scripts = new Map<string, string>()
  /** scriptId → names at its top level, of those that were read. */
  readonly #names = new Map<string, readonly string[]>()

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
    const internal = (name: string) => internalProperties.find(property => property.name === name)?.value
    const location = internal('[[FunctionLocation]]')?.value as { scriptId: string; lineNumber: number }
    const closure = new Map<string, unknown>()
    const module = new Map<string, unknown>()
    const scopes = post('Runtime.getProperties', { objectId: internal('[[Scopes]]')?.objectId, ownProperties: true }).result
    const { scriptId, lineNumber } = location
    for (const { value } of scopes as readonly RemoteProperty[]) {
      if (value?.objectId === undefined || value.description === 'Global') continue
      const top = value.description === 'Module' || value.description === 'Script'
      const known = top ? this.#names.get(scriptId) : undefined
      if (known !== undefined && !known.some(name => missing.has(name))) continue
      const scope = take(post, value.objectId)
      if (top) this.#names.set(scriptId, Object.getOwnPropertyNames(scope))
      move(missing, scope, top ? module : closure)
    }
    const names = this.#names.get(scriptId) ?? []
    return { url: this.#url(scriptId, session, post), line: lineNumber, closure, module, names }
  }

  /** Enabling the debugger lists all scripts; it is disabled again at once. */
  #url(scriptId: string, session: inspector.Session, post: Post): string {
    if (!this.#scripts.has(scriptId)) {
      session.on('Debugger.scriptParsed', ({ params }) => this.#scripts.set(params.scriptId, params.url))
      post('Debugger.enable')
      post('Debugger.disable')
    }
    return this.#scripts.get(scriptId) ?? ''
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

/** The scope as an object of this thread. */
function take(post: Post, objectId: string): object {
  let taken: object = {}
  handOver((scope: { readonly object?: object }) => {
    taken = scope.object ?? scope
  })
  post('Runtime.callFunctionOn', { objectId, functionDeclaration: TAKE, silent: true })
  return taken
}

/** The missing variables that are in the scope. */
function move(missing: Set<string>, scope: object, into: Map<string, unknown>): void {
  for (const name of missing) {
    if (!Object.hasOwn(scope, name)) continue
    missing.delete(name)
    try {
      into.set(name, (scope as Record<string, unknown>)[name])
    } catch {
      // Not initialised yet: as good as absent.
    }
  }
}
