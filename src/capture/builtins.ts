/**
 * Names of the globals that every thread of this Node has by itself. Read once, before user code can add any: the host
 * loads `environment.ts`, which loads this, at its start.
 */
export const BUILTIN_GLOBALS: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(globalThis))
