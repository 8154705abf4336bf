import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSelfContained } from '../../../kernel/check/settled-types.ts'
import { openNotebook, request, type TestNotebook } from './notebook.ts'

test('a type without names of its own can be written in any cell', () => {
  for (const type of [
    'number',
    'string | undefined',
    '(number | null)[]',
    '{ readonly a: any; b?: number | undefined; f(x: number): string; "typeof": bigint; 5: string; a1: null; }',
    '(first: string, ...rest: unknown[]) => void',
    '{ [key: string]: [number, boolean]; }',
  ]) {
    assert.ok(isSelfContained(type), type)
  }
  for (const type of [
    'Date',
    'Promise<number>',
    'typeof C',
    'P[]',
    '{ a: P; }',
    '<T>(x: T) => T',
    'unique symbol',
    '"a" | "b"',
    '"it\'s \\"quoted\\""',
    'true',
    '-1 | undefined',
    '() => 1 | 2',
    '{ a: 10n; }',
    '(x: unknown) => x is string',
    '{ ...; }',
    '"a" | ... 9 more ... | "b"',
  ]) {
    assert.ok(!isSelfContained(type), type)
  }
})

/** Types are settled after some declaring cells. */
async function settled(notebook: TestNotebook): Promise<void> {
  for (let cell = 0; cell < 16; cell++) await notebook.cell(`const filler${cell} = [0]`, { [`filler${cell}`]: 'const' })
}

test('settled types are those that TypeScript would infer again', async () => {
  await using notebook = openNotebook()
  await notebook.cell(
    "let mode: 'a' | 'b' = 'a'; const id: string | number = 5; const five = 5; const list = [1]; let n = 5\n/** How it is set. */ const options = { deep: { on: true } }",
    {
      mode: 'let',
      id: 'const',
      five: 'const',
      list: 'const',
      n: 'let',
      options: 'const',
    },
  )
  await settled(notebook)
  assert.deepEqual(
    await notebook.errors(
      "mode = 'b'; let copy = five; copy = 6; n = five; list.push(n); options.deep.on = false; typeof id === 'string' && id.length",
    ),
    [],
  )
  assert.deepEqual(await notebook.errors("list = []; mode = 'c'; id.length; n = ''; options.deep.on = 1"), [
    "2588 Cannot assign to 'list' because it is a constant.",
    `2322 Type '"c"' is not assignable to type '"a" | "b"'.`,
    "2339 Property 'length' does not exist on type 'string | number'.\n  Property 'length' does not exist on type 'number'.",
    "2322 Type 'string' is not assignable to type 'number'.",
    "2322 Type 'number' is not assignable to type 'boolean'.",
  ])
  assert.deepEqual(await notebook.checker.inspect(request('options'), 3), {
    signature: 'const options: { deep: { on: boolean; }; }',
    documentation: 'How it is set.',
    markdown: 'How it is set.',
  })
})

test('a type of literals widens in later cells, however long ago it was inferred', async () => {
  await using notebook = openNotebook()
  const names = { mode: 'const', pick: 'const', text: 'const' } as const
  await notebook.cell("const mode = Math.random() < 2 ? 'a' : 'b', pick = () => mode, text = 'a \"quoted\" one'", names)
  await settled(notebook)
  assert.deepEqual(
    await notebook.errors("let other = mode; other = 'c'; let picked = pick(); picked = 'c'; let copy = text; copy = 'c'"),
    [],
  )
  assert.equal((await notebook.errors("const wrong: 'c' = mode")).length, 1)
})

test('types that are too long or deep to write are inferred', async () => {
  await using notebook = openNotebook()
  await notebook.cell('const chain0 = { end: 1 }', { chain0: 'const' })
  for (let depth = 1; depth < 40; depth++)
    await notebook.cell(`const chain${depth} = { next: chain${depth - 1} }`, { [`chain${depth}`]: 'const' })
  assert.deepEqual(await notebook.errors(`chain39${'.next'.repeat(39)}.end.toFixed()`), [])
  assert.equal((await notebook.errors(`chain39${'.next'.repeat(39)}.end.toUpperCase()`)).length, 1)
})
