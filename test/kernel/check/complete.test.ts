import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openNotebook, request, type TestNotebook } from './notebook.ts'

/** Completions at `|`. */
async function texts(notebook: TestNotebook, code: string): Promise<readonly string[]> {
  return (await notebook.checker.complete(request(code.replace('|', '')), code.indexOf('|'))).map(({ text }) => text)
}

test('members complete with kind and signature, from half-written code', async () => {
  await using notebook = openNotebook()
  await notebook.cell('const box = { width: 1, widen(by: number) { return by } }', { box: 'const' })
  assert.deepEqual(await notebook.checker.complete(request('box.wid'), 7), [
    { text: 'widen', type: 'function', signature: '(by: number) => number' },
    { text: 'width', type: 'property', signature: 'number' },
  ])
  assert.deepEqual(await texts(notebook, 'if (box.wid| {'), ['widen', 'width'])
  assert.deepEqual(await texts(notebook, 'const box = { other: 1 }; box.|'), ['other'])
})

test('plain names complete from the notebook, the cell, the globals and the language', async () => {
  await using notebook = openNotebook()
  await notebook.cell('const conductor = 1; function contain() {}', { conductor: 'const', contain: 'function' })
  const found = await notebook.checker.complete(request('function f(confetti: number) { con'), 34)
  assert.deepEqual(
    found.map(({ text, type }) => `${type} ${text}`),
    [
      'variable conductor',
      'function contain',
      'variable confetti',
      'variable console',
      'keyword const',
      'keyword continue',
      'type ConstructorParameters',
    ],
  )
})

test('module names complete, also behind a dash or a folder', async () => {
  await using notebook = openNotebook({
    'lib/my-util.ts': 'export const a = 1',
    'node_modules/typed-x/package.json': '{"name":"typed-x","types":"i.d.ts"}',
    'node_modules/typed-x/i.d.ts': 'export {}',
  })
  assert.deepEqual(await texts(notebook, "import x from './lib/my-u|'"), ['util.ts'])
  assert.deepEqual(await texts(notebook, "import x from 'typ|'"), ['typed-x'])
})

test('members complete behind a string, an apostrophe and letters that are not ASCII', async () => {
  await using notebook = openNotebook()
  await notebook.cell('const box = { width: 1 }', { box: 'const' })
  for (const before of ['f("x"); ', "f('😀', 'é'); ", '"it\'s"; ', '"a\\"b"; ', "`it's ${"]) {
    assert.deepEqual(await texts(notebook, `${before}box.wi|`), ['width'], before)
  }
})

test('types complete by name, and the files that hold the cells are no modules', async () => {
  await using notebook = openNotebook({ 'scratch.ts': 'export const a = 1' })
  await notebook.cell('interface Parcel { a: 1 }', { Parcel: 'interface' })
  assert.deepEqual(await texts(notebook, 'let x: Par|'), ['Parcel', 'parseFloat', 'parseInt', 'Parameters', 'Partial'])
  assert.deepEqual(await texts(notebook, "import x from './|'"), ['scratch.ts'])
  // Nor do they stand in the way of a file of the user's.
  assert.deepEqual(await notebook.errors("import { a } from './scratch.ts'; a.toFixed()", { a: 'import' }), [])
})

test('completing leaves the notebook as it was, and answers while cells are queued', async () => {
  await using notebook = openNotebook()
  await notebook.cell('const a = 1', { a: 'const' })
  const [, , errors] = await Promise.all([
    notebook.checker.complete(request("declare global { var leaked: 1 } const a = ''; a."), 48),
    notebook.checker.inspect(request('a'), 1),
    notebook.errors('a.toFixed()'),
  ])
  assert.deepEqual(errors, [])
})

test('what a package only hands on completes as what it is', async () => {
  await using notebook = openNotebook({
    'node_modules/hub/package.json': '{"name":"hub","types":"i.d.ts"}',
    'node_modules/hub/i.d.ts': "export { run, Box, limit, Mode } from './own'; export type { Shape, Id } from './own'",
    'node_modules/hub/own.d.ts':
      'export declare function run(): void; export declare class Box {} export declare const limit: number; export declare enum Mode { A } export interface Shape {} export type Id = string',
  })
  const found = await notebook.checker.complete(request("import {  } from 'hub'"), 9)
  assert.deepEqual(
    found.filter(({ type }) => type !== 'keyword').map(({ text, type }) => `${type} ${text}`),
    ['class Box', 'type Id', 'variable limit', 'enum Mode', 'function run', 'interface Shape'],
  )
})
