/** What V8's inspector tells of a function. Nothing but fixed texts of ours is evaluated. */

import inspector from 'node:inspector'
import { setImmediate } from 'node:timers'

/** A scope as V8 hands it out; `object` holds copies of its variables. */
export interface ScopeCopy {
  readonly description: string
  readonly object: object
}

export interface InspectedFunction {
  readonly scriptId: string
  /** Counted from 0. */
  readonly line: number
  /** The innermost first. */
  readonly scopes: readonly ScopeCopy[]
}

/** What is handed to the inspector, and what it hands back. */
interface Handover {
  fn: object | undefined
  scopes: ArrayLike<ScopeCopy>
}

interface RemoteProperty {
  readonly name: string
  readonly value?: { readonly objectId?: string; readonly value?: unknown }
}

const HANDOVER = Symbol.for('tsloom.scopes')
/** What the inspector names for us is forgotten together. */
const GROUP = 'tsloom'
/** Readings after which that happens at the latest. */
const PILE = 50

/** Stays open: connecting takes as long as a reading. It listens to nothing. */
export class InspectorConnection {
  readonly #session = new inspector.Session()
  readonly #handover: Handover = { fn: undefined, scopes: [] }
  /** Of `#handover`. */
  readonly #objectId: string
  /** Readings of which the inspector still holds what it named. */
  #named = 0

  constructor() {
    this.#session.connect()
    Object.defineProperty(globalThis, HANDOVER, { value: this.#handover, configurable: true })
    const { result } = this.#post('Runtime.evaluate', { expression: `globalThis[Symbol.for('tsloom.scopes')]` }) as {
      result: { objectId: string }
    }
    Reflect.deleteProperty(globalThis, HANDOVER)
    this.#objectId = result.objectId
  }

  inspect(fn: object): InspectedFunction {
    const handover = this.#handover
    handover.fn = fn
    try {
      const { result } = this.#call('function () { return this.fn }') as { result: { objectId: string } }
      const { internalProperties } = this.#post('Runtime.getProperties', { objectId: result.objectId, ownProperties: true }) as {
        internalProperties: readonly RemoteProperty[]
      }
      const internal = (name: string) => internalProperties.find(property => property.name === name)?.value ?? {}
      const { scriptId, lineNumber } = internal('[[FunctionLocation]]').value as { scriptId: string; lineNumber: number }
      // As objects of this thread: all at once.
      this.#call('function (scopes) { this.scopes = scopes }', internal('[[Scopes]]').objectId)
      return { scriptId, line: lineNumber, scopes: Array.prototype.slice.call(handover.scopes) as ScopeCopy[] }
    } finally {
      handover.fn = undefined
      handover.scopes = []
      this.#releaseSoon()
    }
  }

  /** Enabling the debugger lists all scripts; it is disabled again at once. */
  script(scriptId: string): { readonly url: string; readonly text: string } {
    let url = ''
    const listen = ({ params }: inspector.InspectorNotification<inspector.Debugger.ScriptParsedEventDataType>): void => {
      if (params.scriptId === scriptId) url = params.url
    }
    this.#session.on('Debugger.scriptParsed', listen)
    try {
      this.#post('Debugger.enable')
      const { scriptSource } = this.#post('Debugger.getScriptSource', { scriptId }) as { scriptSource: string }
      return { url, text: scriptSource }
    } finally {
      this.#post('Debugger.disable')
      this.#session.off('Debugger.scriptParsed', listen)
    }
  }

  #call(functionDeclaration: string, argument?: string): Record<string, unknown> {
    return this.#post('Runtime.callFunctionOn', {
      objectId: this.#objectId,
      functionDeclaration,
      ...(argument !== undefined && { arguments: [{ objectId: argument }] }),
      objectGroup: GROUP,
      silent: true,
    })
  }

  /** Within one thread the inspector answers before `post` returns. */
  #post(method: string, parameters?: object): Record<string, unknown> {
    let answer: Record<string, unknown> | undefined
    let failure: Error | null = null
    this.#session.post(method, parameters, (error: Error | null, result?: object) => {
      failure = error
      answer = result as Record<string, unknown>
    })
    if (failure !== null || answer === undefined) throw new Error(`the inspector does not answer ${method}`, { cause: failure })
    return answer
  }

  /** Not in the way of who waits for this reading; and what many readings in one turn name does not pile up. */
  #releaseSoon(): void {
    const release = (): void => {
      this.#named = 0
      this.#post('Runtime.releaseObjectGroup', { objectGroup: GROUP })
    }
    if (++this.#named === 1) setImmediate(() => this.#named > 0 && release())
    else if (this.#named > PILE) release()
  }
}
