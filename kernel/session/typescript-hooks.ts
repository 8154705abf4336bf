/** Loader hooks (node:module): `.ts` files outside node_modules lose their types; relative imports may leave out the extension. */

import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { LoadHook, ResolveHook } from 'node:module'
import { fileURLToPath } from 'node:url'
import { stripFile } from './strip-file.ts'

const TYPESCRIPT = /\.([cm]?)tsx?$/

export const resolve: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context)
  } catch (error) {
    const found = /^(\.{0,2}\/|file:)/.test(specifier) ? typescriptFile(specifier, context.parentURL) : undefined
    if (!found) throw error
    return next(found, context)
  }
}

/** `./util` and `./util.js` mean `./util.ts` where only that exists, as TypeScript has it. */
function typescriptFile(specifier: string, parent: string | undefined): string | undefined {
  const url = new URL(specifier, parent)
  const { pathname } = url
  for (const candidate of [`${pathname}.ts`, pathname.replace(/\.([cm]?)js$/, '.$1ts'), `${pathname}/index.ts`]) {
    const target = new URL(url)
    target.pathname = candidate
    if (TYPESCRIPT.test(candidate) && existsSync(fileURLToPath(target))) return target.href
  }
  return undefined
}

export const load: LoadHook = async (url, context, next) => {
  const { protocol, pathname } = new URL(url)
  const kind = TYPESCRIPT.exec(pathname)
  if (protocol !== 'file:' || !kind || pathname.includes('/node_modules/')) return next(url, context)
  const file = fileURLToPath(url)
  const { code } = stripFile(file, await readFile(file, 'utf8'))
  return { format: kind[1] === 'c' ? 'commonjs' : 'module', source: code, shortCircuit: true }
}
