// Joins what a worker thread loads into two files of CommonJS: Node loads each module on its own, and starts its loader of ES modules
// for the first of those; together that is more than half of a thread's start. One file is the thread's alone. The other holds modules
// that code in the thread can import as well, and that have to be the same there: those with state, and those with classes; their own
// files hand on what it exports.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'esbuild'

const library = join(import.meta.dirname, '../../src')
const entry = join(library, 'workers/thread-entry.js')
const common = join(library, 'shared-with-threads.cjs')
const shared = ['environment', 'errors', 'sync/errors', 'capture/transfer', 'capture/shareable', 'capture/builtins', 'tasks/stop-signal']
/** Loaded when the first Mutex or the like arrives. */
const later = join(library, 'sync/kinds.js')

const fileOf = (name: string): string => join(library, `${name}.js`)

/** From one file of dist/ to another, as an import has it. */
function specifier(from: string, to: string): string {
  const path = relative(dirname(from), to).split(sep).join('/')
  return path.startsWith('.') ? path : `./${path}`
}

const external: Plugin = {
  name: 'shared-with-threads',
  setup({ onResolve, onLoad }) {
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      return {
        contents: text.replaceAll('import.meta.url', "require('node:url').pathToFileURL(__filename).href"),
        resolveDir: dirname(path),
      }
    })
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const file = resolve(resolveDir, path)
      if (file === later) return { path: specifier(entry, later), external: true }
      return shared.some(name => fileOf(name) === file) ? { path: specifier(entry, common), external: true } : undefined
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

await build({ ...options, entryPoints: [entry], outfile: entry.replace(/js$/, 'cjs'), plugins: [external] })
const exported = await Promise.all(shared.map(async name => Object.keys(await import(pathToFileURL(fileOf(name)).href))))
const everything = shared.map(name => `export * from './${name}.js'`).join('\n')
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
