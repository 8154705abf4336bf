import { type CompiledRuntime, RUNTIME_GLOBAL } from './contract.ts'

/** What compiled code calls in this thread, if there is any. */
export function runtime(): CompiledRuntime | undefined {
  return (globalThis as unknown as Record<string, CompiledRuntime | undefined>)[RUNTIME_GLOBAL]
}
