import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestKernel, testKernel } from '../support/kernel.ts'

const packageJson = (name: string, more: object = {}): string =>
  JSON.stringify({ name, version: '1.0.0', main: 'index.js', types: 'index.d.ts', ...more })

let kernel: TestKernel
before(async () => {
  kernel = await testKernel({
    files: {
      'util.ts':
        'export const twice = (n: number): number => n * 2\nexport default class Util { readonly kind = "util" }\nexport enum Level { Low = 1 }\n',
      'nested/index.ts': "import { twice } from '../util'\nimport { four } from './deep.js'\nexport const eight: number = twice(four)\n",
      'nested/deep.ts': 'export const four: number = 4\n',
      'throws.ts': "interface Erased {\n  a: string\n}\nexport function fail(): never {\n  throw new Error('from a file')\n}\n",
      'data.json': '{ "name": "data", "list": [1, 2] }',
      'types.ts': 'export interface Point { x: number }\nexport type Id = string\n',
      'plain.mjs': 'export const plain = 7\n',
      'node_modules/esm-only/package.json': packageJson('esm-only', { type: 'module', exports: './index.js' }),
      'node_modules/esm-only/index.js': 'export const esm = "esm"\nexport default function def() { return "default" }\n',
      'node_modules/esm-only/index.d.ts': 'export declare const esm: string\nexport default function def(): string\n',
      'node_modules/cjs/package.json': packageJson('cjs'),
      'node_modules/cjs/index.js': 'const make = () => ({ pad: (s, n) => s.padStart(n) })\nmodule.exports = make()\n',
      'node_modules/cjs/index.d.ts': 'export declare function pad(s: string, n: number): string\n',
    },
  })
})
after(() => kernel[Symbol.asyncDispose]())

async function result(code: string): Promise<string | undefined> {
  const cell = await kernel.run(code)
  assert.equal(cell.status, 'ok', cell.errors[0]?.traceback)
  return cell.result
}

test('node: modules are imported in every form, and are there in later cells', async () => {
  await result(
    "import fs, { existsSync } from 'node:fs'\nimport * as path from 'path'\nimport { join as glue } from 'node:path'\nimport 'node:os'",
  )
  assert.equal(
    await result("[existsSync('data.json'), typeof fs.readFileSync, path.join('a', 'b'), glue('c', 'd')].join()"),
    "'true,function,a/b,c/d'",
  )
})

test('a cell knows where it is, by the names of both kinds of modules; a declaration hides them', async () => {
  const places = '[__dirname === import.meta.dirname, __filename === import.meta.filename, __dirname === process.cwd()].join()'
  assert.equal(await result(places), "'true,true,true'")
  assert.equal(await result("import.meta.resolve('./util.ts') === new URL('util.ts', import.meta.url).href"), 'true')
  assert.equal(await result("import.meta.resolve('fs')"), "'node:fs'")
  assert.match((await kernel.run("import.meta.resolve('cjs')")).errors[0]?.message ?? '', /use require\.resolve\('cjs'\)/)
  assert.equal(await result('const __dirname = 5'), undefined)
  assert.equal(await result('({ __dirname }).__dirname'), '5')
  assert.equal(
    await result("import { spawnThread } from 'tsloom'\nawait spawnThread(() => import.meta.resolve('./a.js').endsWith('/a.js'))"),
    'true',
  )
})

test('npm packages are resolved from the notebook’s folder, with their types', async () => {
  assert.equal(await result("import def, { esm } from 'esm-only'\nesm + def()"), "'esmdefault'")
  assert.match((await kernel.run('esm.nope')).errors[0]?.message ?? '', /'nope' does not exist on type 'string'/)
})

test('named imports of a CommonJS package work as its types say', async () => {
  assert.equal(await result("import { pad } from 'cjs'\npad('x', 3)"), "'  x'")
  assert.equal(await result("import * as cjs from 'cjs'\ncjs.pad('y', 2)"), "' y'")
})

test('JSON is imported with its types', async () => {
  assert.equal(await result("import data from './data.json'\ndata.list.length + data.name.length"), '6')
  assert.match((await kernel.run('data.nope')).errors[0]?.message ?? '', /nope/)
  assert.equal(await result("import again from './data.json' with { type: 'json' }\nagain.name"), "'data'")
})

test('local .ts files are imported, with types, enums, and without their extension', async () => {
  assert.equal(
    await result(
      "import Util, { twice, Level } from './util.ts'\nimport { eight } from './nested'\ntwice(Level.Low) + eight + new Util().kind",
    ),
    "'10util'",
  )
  assert.match((await kernel.run("twice('x')")).errors[0]?.message ?? '', /TS2345/)
  assert.equal(await result("import { plain } from './plain.mjs'\nplain"), '7')
})

test('a local file that was edited is loaded anew by its next import, values and types', async () => {
  kernel.write('changing.ts', 'export const value = 1\n')
  assert.equal(await result("import { value } from './changing.ts'\nvalue"), '1')
  kernel.write('changing.ts', "export const value = 'now a text'\n")
  assert.equal(await result("import { value } from './changing.ts'\nvalue.length"), '10')
})

test('type-only imports leave nothing behind', async () => {
  assert.equal(
    await result(
      "import type { Point } from './types.ts'\nimport { type Id } from './types.ts'\nconst p: Point = { x: 1 }; const id: Id = 'a'\np.x + id",
    ),
    "'1a'",
  )
})

test('dynamic import and import.meta are those of the notebook’s folder', async () => {
  assert.equal(await result("const { twice: dynamic } = await import('./util.ts')\ndynamic(4)"), '8')
  assert.equal(await result('import.meta.dirname'), `'${kernel.folder}'`)
  assert.equal(await result("require('./data.json').name"), "'data'")
})

test('an import that cannot be found is a type error at its specifier', async () => {
  const missing = await kernel.run("import { gone } from 'not-there'")
  assert.match(missing.errors[0]?.traceback ?? '', /TS2307[^]*\^{11}[^]*:1:22/)
  assert.match((await kernel.run("import { nope } from './util.ts'")).errors[0]?.message ?? '', /TS2614|TS2305/)
})

test('an import that fails when it runs is an error of the cell, with advice where it stands', async () => {
  kernel.write('broken.ts', "throw new Error('while loading')\nexport const never = 1\n")
  const broken = await kernel.run("const kept = 1\nimport { never } from './broken.ts'")
  assert.equal(broken.errors[0]?.message, 'while loading')
  kernel.write('syntax.mjs', 'export const = 5\n')
  await kernel.run('%typecheck off')
  assert.equal((await kernel.run("import './syntax.mjs'")).errors[0]?.name, 'SyntaxError')
  assert.match((await kernel.run("import 'not-there'")).errors[0]?.message ?? '', /Cannot find package 'not-there'/)
  await kernel.run('%typecheck error')
})

test('an error thrown in a local file has that file’s line', async () => {
  const { errors } = await kernel.run("import { fail } from './throws.ts'\nfail()")
  assert.match(errors[0]?.traceback ?? '', /from a file[^]*throws\.ts[^\n]*:5:9[^]*In\[\d+\]:2:1/)
})

test('imports are there in threads', async () => {
  assert.equal(await result('%%thread -o threaded\ntwice(21)'), undefined)
  assert.equal(await result('threaded'), '42')
})
