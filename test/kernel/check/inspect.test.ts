import assert from 'node:assert/strict'
import { test } from 'node:test'
import { documentationMarkdown } from '../../../kernel/check/documentation.ts'
import { type Names, openNotebook, request, type TestNotebook } from './notebook.ts'

/** The signature of what stands at `|`. */
async function signature(notebook: TestNotebook, code: string, names: Names = {}): Promise<string | undefined> {
  return (await notebook.checker.inspect(request(code.replace('|', ''), names), code.indexOf('|')))?.signature
}

test('a name shows as what it was declared as, whichever cell declared it', async () => {
  await using notebook = openNotebook()
  await notebook.cell(
    `const x = 1; let y: string | undefined; var z = [x]; function f(a: number, b = 'x'): string { return b }
    class Box<T> { value!: T; m(n: T): void {} } interface Shape { w: number } type Id = string | number; enum Color { Red } namespace Geo { export const q = 1 }`,
    { x: 'const', y: 'let', z: 'var', f: 'function', Box: 'class', Shape: 'interface', Id: 'type', Color: 'enum', Geo: 'namespace' },
  )
  const shown: Record<string, string> = {
    'x|': 'const x: 1',
    '|y': 'let y: string | undefined',
    'z|': 'var z: number[]',
    'f|(1)': 'function f(a: number, b?: string): string',
    'Box|': 'class Box<T>',
    'new Box<string>().val|ue': '(property) Box.value: string',
    'new Box<string>().m|': '(method) Box.m(n: string): void',
    'Shape|': 'interface Shape',
    'let s: Id|': 'type Id = string | number',
    'Color|': 'enum Color',
    'Color.Red|': '(enum member) Color.Red: Color',
    'Geo|': 'namespace Geo',
  }
  for (const [code, expected] of Object.entries(shown)) assert.equal(await signature(notebook, code), expected, code)
})

test('a comment has no type', async () => {
  await using notebook = openNotebook()
  await notebook.cell('const x = 1', { x: 'const' })
  for (const code of ['// x|', '/* x| */ 1']) assert.equal(await signature(notebook, code), undefined, code)
})

test("a cell's own names, parameters and Node's functions show as well", async () => {
  await using notebook = openNotebook()
  assert.equal(await signature(notebook, 'const own = { a: 1 }; own|', { own: 'const' }), 'const own: { a: number; }')
  assert.equal(
    await signature(notebook, 'function f(par: number) { let inner = par|; return inner }', { f: 'function' }),
    '(parameter) par: number',
  )
  assert.equal(
    await signature(notebook, 'function f(par: number) { let inner = par; return inn|er }', { f: 'function' }),
    'let inner: number',
  )
  assert.match(
    (await signature(notebook, 'setTimeout|')) ?? '',
    /^function setTimeout<TArgs extends any\[\]>\(callback: .*\(\+\d overloads?\)$/,
  )
  assert.equal(await signature(notebook, 'no|thing'), undefined)
  assert.equal(await signature(notebook, '1 +| 1'), undefined)
})

test('among the arguments of a call its function shows', async () => {
  await using notebook = openNotebook()
  await notebook.cell('function f(a: number, b: string): void {}', { f: 'function' })
  assert.equal(await signature(notebook, 'f(1, |'), 'function f(a: number, b: string): void')
  assert.equal(await signature(notebook, 'f((2), |'), 'function f(a: number, b: string): void')
})

test('documentation comes with its tags', async () => {
  await using notebook = openNotebook()
  await notebook.cell('/** Adds.\n * @param a left */\nfunction add(a: number) { return a }', { add: 'function' })
  assert.deepEqual(await notebook.checker.inspect(request('add'), 3), {
    signature: 'function add(a: number): number',
    documentation: 'Adds.\n@param a left',
    markdown: 'Adds.\n\n`a` left',
  })
})

test('as Markdown an example is code, each tag is a paragraph, and what overloads repeat stands once', () => {
  const thrown = { name: 'throws', text: 'RangeError for less than 1' }
  const tags = [{ name: 'param', text: 'n - how many,\nat least 1' }, thrown, thrown, { name: 'example', text: 'const a = f(2)\nf(a)' }]
  assert.equal(
    documentationMarkdown('Counts.', tags),
    'Counts.\n\n`n` how many,\nat least 1\n\n*throws* RangeError for less than 1\n\n```typescript\nconst a = f(2)\nf(a)\n```',
  )
  assert.equal(documentationMarkdown(undefined, [{ name: 'example', text: '```js\nf()\n```' }]), '```js\nf()\n```')
  assert.equal(documentationMarkdown('Old.', [{ name: 'deprecated' }]), 'Old.\n\n*deprecated*')
})

test('an import without types shows as any', async () => {
  await using notebook = openNotebook({
    'node_modules/plain/package.json': '{"name":"plain","main":"p.js"}',
    'node_modules/plain/p.js': '',
  })
  await notebook.cell("import plain from 'plain'", { plain: 'import' })
  assert.equal(await signature(notebook, 'plain|'), 'import plain: any')
})
