/** Which of TypeScript's libs and of Node's type packages describe the Node that runs. */

/** What every supported Node has. */
const always = ['ES2023', 'ES2024.String', 'ES2024.SharedMemory', 'ES2024.Regexp', 'ESNext.Disposable', 'ESNext.Decorators']

type Globals = Readonly<Record<string, unknown>>

/** Newer parts by what they bring: asked of the running Node, so that no table of versions grows old. */
const probed: readonly (readonly [lib: string, owner: (globals: Globals) => unknown, member: string])[] = [
  ['ES2024.ArrayBuffer', () => ArrayBuffer.prototype, 'transfer'],
  ['ES2024.Collection', () => Map, 'groupBy'],
  ['ES2024.Object', () => Object, 'groupBy'],
  ['ES2024.Promise', () => Promise, 'withResolvers'],
  ['ES2025.Collection', () => Set.prototype, 'union'],
  ['ES2025.Float16', globals => globals, 'Float16Array'],
  ['ES2025.Intl', () => Intl, 'DurationFormat'],
  ['ES2025.Iterator', globals => globals, 'Iterator'],
  ['ES2025.Promise', () => Promise, 'try'],
  ['ES2025.Regexp', () => RegExp, 'escape'],
  ['ESNext.Array', () => Array, 'fromAsync'],
  ['ESNext.Collection', () => Map.prototype, 'getOrInsert'],
  ['ESNext.Date', () => Date.prototype, 'toTemporalInstant'],
  ['ESNext.Error', () => Error, 'isError'],
  ['ESNext.SharedMemory', () => Atomics, 'pause'],
  ['ESNext.Temporal', globals => globals, 'Temporal'],
  ['ESNext.TypedArrays', () => Uint8Array, 'fromBase64'],
]

export function libsOfThisNode(globals: Globals = globalThis as unknown as Globals): readonly string[] {
  return [...always, ...probed.flatMap(([lib, owner, member]) => (member in (owner(globals) as object) ? [lib] : []))]
}

const typePackages: readonly (readonly [major: number, name: string])[] = [
  [24, 'types-node-24'],
  [22, 'types-node-22'],
  [0, '@types/node'],
]

/** The newest type package that promises nothing the running Node lacks. */
export function nodeTypesPackage(version: string = process.versions.node): string {
  const major = Number.parseInt(version, 10)
  return (typePackages.find(([from]) => major >= from) ?? typePackages[0])?.[1] ?? '@types/node'
}
