/** `__tsloom` in a worker: the same calls as in the session, on behalf of the task that runs. */

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CAPTURED_LOCALS, type CompiledFrame, type CompiledRuntime, RUNTIME_GLOBAL } from '../capture/contract.ts'
import { importFrom } from '../capture/evaluate.ts'
import { Reviver } from '../capture/reviver.ts'
import type { TaskOrigin, WorkerHooks } from '../environment.ts'
import type { JobContext } from './messages.ts'
import { createTaskFrame } from './task-frame.ts'

/** A job being run here. */
export interface RunningTask extends TaskOrigin {
  readonly controller: AbortController
  /** For a function that is called now. */
  readonly frame: () => CompiledFrame
}

/** Which task is current, as far as compiled code keeps it up to date. */
export class CurrentTask {
  #task: RunningTask | undefined
  readonly #worker: string
  readonly #hooks: WorkerHooks | undefined

  constructor(worker: string, hooks: WorkerHooks | undefined) {
    this.#worker = worker
    this.#hooks = hooks
  }

  get task(): RunningTask | undefined {
    return this.#task
  }

  begin({ owner, label, context }: Pick<TaskOrigin, 'owner' | 'label'> & { readonly context?: JobContext }): RunningTask {
    const controller = new AbortController()
    const enter = () => this.switchTo(task)
    const frame = createTaskFrame({ signal: controller.signal, enter })
    const task: RunningTask = { owner, label, worker: this.#worker, index: context?.index ?? 0, controller, frame }
    enter()
    return task
  }

  switchTo(task: RunningTask): void {
    if (task === this.#task) return
    this.#task = task
    this.#hooks?.beginTask(task)
  }
}

export function installWorkerRuntime(current: CurrentTask, hooks: WorkerHooks | undefined, directory: string): Reviver {
  const filename = join(directory, 'notebook.ts')
  const idle = createTaskFrame({ signal: new AbortController().signal, enter: () => {} })
  const runtime: CompiledRuntime = {
    enter: () => (current.task?.frame ?? idle)(),
    closure(fn, locals) {
      ;(fn as unknown as Record<symbol, unknown>)[CAPTURED_LOCALS] = locals
      return fn
    },
    import: hooks?.runtime?.import ?? (specifier => importFrom(specifier, filename)),
    meta: hooks?.runtime?.meta ?? { url: pathToFileURL(filename).href, dirname: directory, filename },
    shadowed: {},
    origin: value => ((typeof value === 'object' && value !== null) || typeof value === 'function' ? reviver.origin(value) : undefined),
    locate: source => reviver.locate(source),
  }
  const reviver = new Reviver(runtime)
  Object.defineProperty(globalThis, RUNTIME_GLOBAL, { value: runtime, enumerable: false })
  return reviver
}
