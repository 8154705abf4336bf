import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, relative, sep } from 'node:path'
import { test } from 'node:test'
import { forbiddenImports, importedPackages, importsOf } from './support/import-rules.ts'
import { projectRoot } from './support/project-root.ts'

const longest = 250
/** Files that may be longer, each with its reason. */
const longFiles: Readonly<Record<string, string>> = {}

function readSources(...folders: string[]): Map<string, string> {
  const sources = new Map<string, string>()
  for (const folder of folders) {
    for (const entry of readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name)
      if (!entry.isFile() || !/\.(ts|tsx|mjs)$/.test(file) || /[\\/](node_modules|fixtures|lib)[\\/]/.test(file)) continue
      sources.set(relative(projectRoot, file).split(sep).join('/'), readFileSync(file, 'utf8'))
    }
  }
  return sources
}

test('no file imports what the design forbids', () => {
  assert.deepEqual(forbiddenImports(readSources('kernel', 'src', 'test', 'bench')), [])
})

test('no file is longer than a reader can hold', () => {
  const tooLong = [...readSources('kernel', 'src', 'test', 'bench')]
    .map(([file, text]) => ({ file, lines: text.split('\n').length - 1 }))
    .filter(({ file, lines }) => lines > longest && !(file in longFiles))
    .map(({ file, lines }) => `${file}: ${lines} lines, more than ${longest}; split it`)
  assert.deepEqual(tooLong, [])
})

test('what is shipped imports only what is installed with it', () => {
  const manifest: { dependencies: Record<string, string> } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'))
  const sources = readSources('kernel', 'src')
  for (const file of sources.keys()) if (/^kernel\/(dev|labextension)\//.test(file)) sources.delete(file)
  const missing = [...importedPackages(sources)]
    .filter(([name]) => !isBuiltin(name) && !(name in manifest.dependencies))
    .map(([name, file]) => `${file} imports ${name}, which package.json does not list under dependencies`)
  assert.deepEqual(missing, [])
})

test('each rule catches a file that breaks it', () => {
  const breaking: [file: string, text: string, rule: RegExp][] = [
    ['src/pools/thread-pool.ts', `import { x } from '../../kernel/interpreter.ts'`, /src\/ knows nothing of the kernel/],
    ['src/tasks/task.ts', `import { Publisher } from 'zeromq'`, /src\/ knows nothing of Jupyter/],
    ['kernel/session-host.ts', `import './main.ts'`, /nothing imports main\.ts or cli\.ts/],
    ['test/kernel/x.test.ts', `export * from '../../kernel/cli.ts'`, /nothing imports main\.ts or cli\.ts/],
    ['kernel/compile/emit.ts', `import { Task } from '../../src/tasks/task.ts'`, /only capture\/contract\.ts/],
    ['kernel/compile/emit.ts', `const fs = await import('node:fs/promises')`, /compile is pure/],
    ['kernel/compile/emit.ts', `import { run } from '../session/run.ts'`, /neither the protocol nor the session/],
    ['kernel/protocol/frames.ts', `import { createServer } from 'net'`, /protocol does no I\/O/],
    ['kernel/protocol/frames.ts', `import type { Interpreter } from '../interpreter.ts'`, /protocol knows nothing else of ours/],
    ['kernel/handlers/execute.ts', `type Scope = import('../session/scope.ts').Scope`, /by interpreter\.ts only/],
    ['kernel/dispatcher.ts', `import { emitCell } from './compile/emit-cell.ts'`, /by interpreter\.ts only/],
    ['kernel/figures/figure-drawer.ts', `import { JSDOM } from 'jsdom'`, /loads nothing that draws figures/],
    ['kernel/notebook.ts', `import { openPlotlyPage } from './figures/plotly-page.ts'`, /loads nothing that draws figures/],
    ['kernel/magics/thread.ts', `import { ThreadHost } from '../../src/workers/thread-host.ts'`, /only through its public API/],
    [
      'kernel/labextension/src/index.tsx',
      `import type { CommMessage } from '../../interpreter.ts'`,
      /labextension imports nothing of ours/,
    ],
    ['kernel/check/client.ts', `import { fake } from '../../test/support/fake.ts'`, /imports no test/],
  ]
  for (const [file, text, rule] of breaking) {
    const found = forbiddenImports(new Map([[file, text]]))
    assert.ok(
      found.some(line => rule.test(line)),
      `${file} with ${text} should break ${rule}; found ${JSON.stringify(found)}`,
    )
  }
})

test('the rules let through what the design allows', () => {
  const allowed = new Map([
    ['kernel/compile/emit.ts', `import type { Contract } from '../../src/capture/contract.ts'\nimport { posix } from 'node:path'`],
    ['kernel/handlers/execute.ts', `import type { Interpreter } from '../interpreter.ts'\nimport { x } from '../protocol/execute.ts'`],
    ['kernel/magics/thread.ts', `import type { Task } from '../../src/index.ts'`],
    ['kernel/session/scope.ts', `import { configureEnvironment } from '../../src/environment.ts'\nimport fs from 'node:fs'`],
  ])
  assert.deepEqual(forbiddenImports(allowed), [])
})

test('an import is found in every form it can take', () => {
  const text = `import a from './a.ts'; import type { B } from './b.ts'; export { c } from './c.ts'; export * from './d.ts'
    const e = await import('./e.ts'); type F = import('./f.js').F; const g = "import './g.ts'" // import './h.ts'`
  assert.deepEqual(
    importsOf('kernel/x/y.ts', text).sort(),
    ['a', 'b', 'c', 'd', 'e', 'f'].map(name => `kernel/x/${name}.ts`),
  )
})
