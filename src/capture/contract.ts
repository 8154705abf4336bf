/**
 * What the kernel's compiler and the library agree on. This is all of `src/` that `kernel/compile` may import.
 *
 * Compiled cell code calls the runtime through one global, in the session and in every worker that a function travels to:
 * `const $c = __tsloom.enter()` at the entry of an async function, `$c.resume(await x)` after each await.
 */

/** The one global that compiled code calls. Free-variable analysis ignores it. */
export const RUNTIME_GLOBAL = '__tsloom'

/** Prefix of names that the compiler makes up; they never become notebook variables. */
export const INTERNAL_PREFIX = '$tsloom'

/**
 * Property on a closure that captured locals of an enclosing *function*: `() => ({ a, b })`, read at each dispatch.
 * What a function uses of the notebook's own scope needs none: it is read from the scope by name.
 */
export const CAPTURED_LOCALS: unique symbol = Symbol.for('tsloom.capturedLocals')

/** What `enter()` returns: the work on whose behalf an async function runs. */
export interface CompiledFrame {
  /** After an await: makes that work the current one again and throws if it was cancelled. */
  resume<T>(value: T): T
  /** At the start of `catch`: the same. */
  caught(): void
  /** At the start of `finally` and after awaits within it: makes the work current again, never throws. */
  restore(): void
  /** After an await inside `finally`: restores, never throws. */
  settle<T>(value: T): T
}

export interface CompiledRuntime {
  enter(): CompiledFrame
  /** Marks a closure with the locals it uses; returns it. */
  closure<F extends (...args: never[]) => unknown>(fn: F, locals: () => Record<string, unknown>): F
  /** `import()` of compiled code: resolved from the notebook's folder. */
  import(specifier: string, options?: ImportCallOptions): Promise<Record<string, unknown>>
}
