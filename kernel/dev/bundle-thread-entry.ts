// Joins what a worker thread loads into one file of CommonJS: Node loads each module on its own, and starts its loader of ES modules
// for the first of those; together that is more than half of a thread's start. Some of these modules code in the thread can import as
// well, and they have to be the same there: those with state, and those with classes. They are joined into a file of their own too, and
// their own files hand on what it exports; in a thread, `thread-start.ts` puts what it has already in the place of that file.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'esbuild'

const library = join(import.meta.dirname, '../../src')
const workers = join(library, 'workers')
const entry = join(workers, 'thread-entry.js')
const common = join(library, 'shared-with-threads.cjs')
const shared = ['environment', 'errors', 'sync/errors', 'capture/transfer', 'capture/shareable', 'capture/builtins', 'tasks/stop-signal']

const fileOf = (name: string): string => join(library, `${name}.js`)

/** From one file of dist/ to another, as an import has it. */
function specifier(from: string, to: string): string {
  const path = relative(dirname(from), to).split(sep).join('/')
  return path.startsWith('.') ? path : `./${path}`
}

const places: Plugin = {
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      return {
        contents: text.replaceAll('import.meta.url', "require('node:url').pathToFileURL(__filename).href"),
        resolveDir: dirname(path),
      }
    })
  },
}

const options: BuildOptions = {
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
}

const everything = shared.map(name => `export * from './${name}.js'`).join('\n')
const together = `export { startThread } from './workers/thread-entry.js'\nexport * as shared from 'shared'`
const joined: Plugin = {
  name: 'joined',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^shared$/ }, () => ({ path: 'shared', namespace: 'joined' }))
    onLoad({ filter: /./, namespace: 'joined' }, () => ({ contents: everything, resolveDir: library }))
  },
}
await build({
  ...options,
  stdin: { contents: together, resolveDir: library },
  outfile: entry.replace(/js$/, 'cjs'),
  plugins: [joined, places],
  banner: { js: "(function (require, module, __filename) { 'use strict'" },
  footer: { js: '})' },
})
const start = join(workers, 'thread-start.js')
const { packages: _, ...alone } = options
await build({ ...alone, bundle: false, entryPoints: [start], outfile: start.replace(/js$/, 'cjs') })
const exported = await Promise.all(shared.map(async name => Object.keys(await import(pathToFileURL(fileOf(name)).href))))
await build({ ...options, stdin: { contents: everything, resolveDir: library }, outfile: common })
// Not `export … from` that file: for that Node would have to find its names, with a parser that it has to start.
const handedOn = fileOf('shared-with-threads')
writeFileSync(
  handedOn,
  `import { createRequire } from 'node:module'
export const { ${exported.flat().join(', ')} } = createRequire(import.meta.url)('${specifier(handedOn, common)}')
`,
)
for (const [index, name] of shared.entries())
  writeFileSync(fileOf(name), `export { ${exported[index]?.join(', ')} } from '${specifier(fileOf(name), handedOn)}'\n`)
