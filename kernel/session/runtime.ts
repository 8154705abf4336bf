/** The global that compiled cell code calls (`__tsloom`). */

import { CAPTURED_LOCALS, CONSTANT_LOCALS, type CompiledRuntime, RUNTIME_GLOBAL } from '../../src/capture/contract.ts'
import type { Cells } from './cells.ts'
import type { Modules } from './modules.ts'
import type { NotebookScope } from './notebook-scope.ts'
import type { StackFrames } from './stack-frames.ts'

export function installRuntime(options: {
  readonly cells: Cells
  readonly scope: NotebookScope
  readonly modules: Modules
  readonly frames: StackFrames
  /** Has the kernel run session magic `index` of the running cell. */
  readonly magic: (index: number) => Promise<void>
}): void {
  const { cells, scope, modules } = options
  const runtime: CompiledRuntime = {
    enter: () => cells.current.frame,
    closure(fn, locals, constant) {
      // A plain property: sixty times cheaper than a WeakMap entry, and functions are made in loops.
      ;(fn as unknown as Record<symbol, unknown>)[constant ? CONSTANT_LOCALS : CAPTURED_LOCALS] = locals
      return fn
    },
    import: modules.import,
    get meta() {
      return modules.meta()
    },
    shadowed: scope.shadowed,
    origin: modules.origin,
    importedSlot: modules.importedSlot,
    locate: options.frames.locate,
    script: options.frames.script,
    magic: options.magic,
  }
  Object.defineProperty(globalThis, RUNTIME_GLOBAL, { value: runtime, enumerable: false })
}
