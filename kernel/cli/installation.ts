import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where this installation of tsloom lies; the same below dist/ of a checkout and of a package. */
const root = join(import.meta.dirname, '../../..')

/** Joined by the build; what was only compiled works too, and starts more slowly. */
const joined = join(root, 'dist/kernel/main.cjs')

export const installation = {
  root,
  main: existsSync(joined) ? joined : join(root, 'dist/kernel/main.js'),
  share: join(root, 'kernel/share'),
  labextension: join(root, 'dist/labextension'),
} as const

export function packageVersion(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return manifest.version
}
