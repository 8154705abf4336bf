/** A local `.ts` file → JavaScript. The same for running it and for finding out where in it an error stands. */

import { createRequire } from 'node:module'

type Transformer = typeof import('oxc-transform')

/** @throws SyntaxError */
export function stripFile(file: string, text: string): { readonly code: string; readonly mappings: string } {
  // Only who imports such a file, or fails in one, has to wait for this to be loaded.
  const { transformSync } = createRequire(import.meta.url)('oxc-transform') as Transformer
  const { code, map, errors } = transformSync(file, text, { sourcemap: true, target: 'es2022' })
  const [error] = errors
  if (error) throw new SyntaxError(`${file}: ${error.message}`)
  return { code, mappings: map?.mappings ?? '' }
}
