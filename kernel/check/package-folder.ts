import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/**
 * Where a package that tsloom depends on lies. Only its folder: what Node's `resolve` reads and computes besides took 3 ms of the
 * kernel's start for three packages.
 */
export function packageFolder(name: string, from: string = import.meta.url): string | undefined {
  const folders = createRequire(from).resolve.paths(name) ?? []
  return folders.map(folder => join(folder, name)).find(folder => existsSync(join(folder, 'package.json')))
}
