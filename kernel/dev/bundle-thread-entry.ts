// Joins what a worker thread loads into one file, in place: Node loads each module on its own, and that is half of a thread's start.
import { dirname, join, relative, resolve, sep } from 'node:path'
import { build } from 'esbuild'

const library = join(import.meta.dirname, '../../src')
const entry = join(library, 'workers/thread-entry.js')

/** Modules that code in the thread can import as well, and that have to be the same there: they hold state, or classes. */
const shared = new Set(
  [
    'environment',
    'errors',
    'sync/errors',
    'sync/kinds',
    'capture/transfer',
    'capture/shareable',
    'capture/builtins',
    'display/displayable',
    'tasks/context',
    'tasks/stop-signal',
  ].map(name => join(library, `${name}.js`)),
)

await build({
  entryPoints: [entry],
  outfile: entry,
  allowOverwrite: true,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'warning',
  plugins: [
    {
      name: 'shared-modules',
      setup({ onResolve }) {
        onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
          const file = resolve(resolveDir, path)
          const specifier = relative(dirname(entry), file).split(sep).join('/')
          return shared.has(file) ? { path: specifier.startsWith('.') ? specifier : `./${specifier}`, external: true } : undefined
        })
      },
    },
  ],
})
