/**
 * `import.meta.resolve` of code that is in no file, for files and Node's own modules. As Node's it does not look whether
 * the file exists. Node has no way to resolve a package as seen from a folder that is not the caller's.
 */
export function resolveFile(specifier: string, from: string): string {
  if (process.getBuiltinModule('node:module').isBuiltin(specifier)) return `node:${specifier.replace(/^node:/, '')}`
  if (/^(?:\.{0,2}\/|[a-z]+:)/.test(specifier)) return new URL(specifier, from).href
  throw new Error(`import.meta.resolve() finds files in a cell, not packages: use require.resolve('${specifier}')`)
}
