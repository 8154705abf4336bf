/** `__tsloom` in a worker: the same calls as in the session, on behalf of the call that runs. */

import { join } from 'node:path'
import { CAPTURED_LOCALS, CONSTANT_LOCALS, type CompiledRuntime, RUNTIME_GLOBAL } from '../capture/contract.ts'
import { importFrom } from '../capture/evaluate.ts'
import { resolveFile } from '../capture/resolve-file.ts'
import { Reviver } from '../capture/reviver.ts'
import type { CallWithin, Owner, TaskOrigin, WorkerHooks } from '../environment.ts'
import { RunningCall } from './running-call.ts'
import { createTaskFrame } from './task-frame.ts'

/** What makes a call when somebody asks for it. */
export interface CallSource {
  readonly origin: TaskOrigin
  readonly call: RunningCall
}

/** Which call is current, as far as compiled code and timers keep it up to date. */
export class CurrentTask {
  #call: RunningCall | undefined
  /** Nobody has asked for the current call yet. */
  #source: CallSource | undefined
  /** Whose timer threw what is about to be an uncaught exception; another call may run by then. */
  failed: RunningCall | undefined
  #announced: TaskOrigin | undefined
  #origin: TaskOrigin | undefined
  readonly #worker: string
  readonly #hooks: WorkerHooks | undefined

  constructor(worker: string, hooks: WorkerHooks | undefined) {
    this.#worker = worker
    this.#hooks = hooks
  }

  get call(): RunningCall | undefined {
    if (this.#source !== undefined) {
      this.#call = this.#source.call
      this.#source = undefined
    }
    return this.#call
  }

  /** The same object for the same origin, mostly. */
  origin(owner: Owner, label: string, index: number): TaskOrigin {
    const last = this.#origin
    if (last?.owner === owner && last.label === label && last.index === index) return last
    this.#origin = { owner, label, index, worker: this.#worker }
    return this.#origin
  }

  begin({ owner, label }: { readonly owner: Owner; readonly label: string }): RunningCall {
    const call = new RunningCall(this.origin(owner, label, 0), this.enter)
    this.enter(call)
    return call
  }

  readonly enter = (call: RunningCall | undefined): void => {
    if (call === this.#call && this.#source === undefined) return
    this.#source = undefined
    this.#call = call
    if (call !== undefined) this.#announce(call.origin)
  }

  /** The call of that source is the current one. */
  enterSource(source: CallSource): void {
    this.#call = undefined
    this.#source = source
    this.#announce(source.origin)
  }

  #announce(origin: TaskOrigin): void {
    if (origin === this.#announced) return
    this.#announced = origin
    this.#hooks?.beginTask(origin)
  }

  /** Calls within the one of this moment, each stopped by a signal of its own. */
  taskCaller(): CallWithin {
    const origin = this.#call?.origin ?? this.origin(0, '', 0)
    return (task, fn) => {
      const outer = this.call
      this.enter(new RunningCall(origin, this.enter, task))
      try {
        return fn()
      } finally {
        this.enter(outer)
      }
    }
  }
}

export function installWorkerRuntime(current: CurrentTask, hooks: WorkerHooks | undefined, directory: string): Reviver {
  const filename = join(directory, 'notebook.ts')
  const idle = createTaskFrame({ enter: () => {}, stopped: () => undefined })
  const runtime: CompiledRuntime = {
    enter: () => current.call?.frame() ?? idle.enter(),
    closure(fn, locals, constant) {
      ;(fn as unknown as Record<symbol, unknown>)[constant ? CONSTANT_LOCALS : CAPTURED_LOCALS] = locals
      return fn
    },
    import: hooks?.runtime?.import ?? (specifier => importFrom(specifier, filename)),
    get meta() {
      const url = process.getBuiltinModule('node:url').pathToFileURL(filename).href
      return hooks?.runtime?.meta ?? { url, dirname: directory, filename, resolve: specifier => resolveFile(specifier, url) }
    },
    shadowed: {},
    origin: value => ((typeof value === 'object' && value !== null) || typeof value === 'function' ? reviver.origin(value) : undefined),
    locate: source => reviver.locate(source),
  }
  const reviver = new Reviver(runtime)
  Object.defineProperty(globalThis, RUNTIME_GLOBAL, { value: runtime, enumerable: false })
  return reviver
}
