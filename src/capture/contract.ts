/**
 * What the kernel's compiler and the library agree on. This is all of `src/` that `kernel/compile` may import.
 *
 * Compiled cell code calls the runtime through one global, in the session and in every worker that a function travels to:
 * `const $c = __tsloom.enter()` at the entry of an async function, `$c.resume(await $c.wait(x))` for each await,
 * `for await (const v of $c.iterate(x))`, and `$c.settle(await x)` for awaits that stand in a `finally` block.
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

/** The same where none of those locals is ever assigned again: once they all have a value they need not be read again. */
export const CONSTANT_LOCALS: unique symbol = Symbol.for('tsloom.constantLocals')

/**
 * Prefix of constants that the compiler puts at the start of a block or body whose variables are assigned after functions in
 * it captured them: `const $tsloom_s2 = ['n']`. Captured along, it tells that functions share these variables. A higher
 * number stands further inside.
 */
export const SHARED_SCOPE = `${INTERNAL_PREFIX}_s`

/** Among captured locals: names that are not those of the shared scopes around, but hide them. */
export const OWN_LOCALS = `${INTERNAL_PREFIX}_own`

/** What `enter()` returns: the work on whose behalf an async function runs. */
export interface CompiledFrame {
  /** What an await waits for: `value`, except that an interrupt of the work rejects it at once, so that `finally` and `using` run. */
  wait<T>(value: T): T | Promise<Awaited<T>>
  /** The same for each step of a `for await`. */
  iterate<T>(iterable: AsyncIterable<T> | Iterable<T | PromiseLike<T>>): AsyncIterable<T>
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
  /** Marks a closure with the locals it uses, and whether those are constant; returns it. */
  closure<F extends (...args: never[]) => unknown>(fn: F, locals: () => Record<string, unknown>, constant?: boolean): F
  /**
   * `import()` of compiled code: resolved from the notebook's folder. A static import says which notebook variables it
   * fills, variable → export.
   */
  import(specifier: string, options?: ImportCallOptions, slots?: Readonly<Record<string, string>>): Promise<Record<string, unknown>>
  /** `import.meta` of compiled code: that of the notebook's folder. */
  readonly meta: {
    readonly url: string
    readonly dirname: string
    readonly filename: string
    /** Files and Node's own modules only. */
    readonly resolve: (specifier: string) => string
  }
  /** Where the notebook keeps names that are built-in globals (`URL`, `setTimeout`): those must stay as they are for everyone else. */
  readonly shadowed: Record<string, unknown>
  /** Where an imported value came from, so that it can be imported again elsewhere. */
  origin(value: unknown): ImportOrigin | undefined
  /** Where the value of a notebook variable came from, if an import filled it and nothing has since: also for primitives. */
  importedSlot?(name: string): ImportOrigin | undefined
  /** Where the text of a function stands in compiled code (the latest such place); `undefined`: the kernel did not compile it. */
  locate?(source: string): SourceLocation | undefined
  /** The whole text that has this name in locations. */
  script?(file: string): string | undefined
  /** Runs the cell's session magic number `index`. Only in a session. */
  magic?(index: number): Promise<void>
}

/** An imported namespace (`name` absent) or export, by resolved URL or bare specifier (`node:fs`). */
export interface ImportOrigin {
  readonly specifier: string
  readonly name?: string
  /** URL of the file that the specifier is resolved from, where that is not the notebook's folder. */
  readonly parent?: string
}

/** Where a piece of compiled code stands. Line and column count from 0. */
export interface SourceLocation {
  /** As in stack traces: `In[3]`, a file URL. */
  readonly file: string
  readonly line: number
  readonly column: number
}
