// Joins compiled modules of the kernel into a few files, in place: Node loads each module on its own, and a hundred of them are half
// of the kernel's start. A dist/ that was only compiled works as well, just more slowly.
import { readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'

const kernel = join(import.meta.dirname, '..')
const session = join(kernel, 'session')
const library = join(kernel, '../src')

/** From one file of dist/ to another, as an import has it. */
const relativeTo = (folder: string, file: string): string => `./${relative(folder, file).split(sep).join('/')}`

/** Modules find files beside themselves by `import.meta.url`: it goes on meaning the module's own place. */
const ownPlaces = (folder: string): Plugin => ({
  name: 'own-places',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      const place = `new URL(${JSON.stringify(relativeTo(folder, path))}, import.meta.url).href`
      return { contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', place), resolveDir: dirname(path) }
    })
  },
})

/** Cells import these as well, and must meet the session's own instance. */
const sharedWithCells: Plugin = {
  name: 'shared-with-cells',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const file = resolve(resolveDir, path)
      const shared = file.startsWith(library + sep) || file === join(session, 'jupyter-api.js')
      return shared ? { path: relativeTo(session, file), external: true } : undefined
    })
  },
}

const common: BuildOptions = {
  allowOverwrite: true,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
}

// The kernel process as CommonJS: node's loader of ES modules, and what it loads of node itself, were a third of its start.
// What main.js imports dynamically is in the same file, and runs only when it gets there.
await build({
  ...common,
  format: 'cjs',
  entryPoints: [join(kernel, 'main.js')],
  outfile: join(kernel, 'main.cjs'),
  minifySyntax: true,
  minifyWhitespace: true,
  // Small packages are joined in; these hold files or binaries of their own.
  external: ['zeromq', 'oxc-parser', 'oxc-transform', 'typescript', 'tslab'],
  banner: { js: "const placeOfKernel = require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': 'placeOfKernel' },
  plugins: [ownPlaces(kernel)],
})
for (const entry of ['session-entry.js', 'control-entry.js']) {
  const file = join(session, entry)
  await build({ ...common, entryPoints: [file], outfile: file, packages: 'external', plugins: [sharedWithCells, ownPlaces(session)] })
}
// Threads load it as CommonJS, as all that they load when they start.
const workerOutput = join(session, 'worker-output.js')
await build({
  ...common,
  format: 'cjs',
  entryPoints: [workerOutput],
  outfile: workerOutput.replace(/js$/, 'cjs'),
  packages: 'external',
  minifySyntax: true,
  minifyWhitespace: true,
  banner: { js: "const placeOfModule = require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': 'placeOfModule' },
  plugins: [ownPlaces(session)],
})
await import('./bundle-thread-entry.ts')
