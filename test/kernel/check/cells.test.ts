import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openNotebook, request } from './notebook.ts'

test('every kind of declaration reaches later cells with its type', async () => {
  await using notebook = openNotebook()
  const { errors } = notebook
  assert.deepEqual(
    await errors(
      `let count = 1
      var name: string | undefined
      const fixed = 'x'
      function twice(n: number): number { return n * 2 }
      function first<T>(items: readonly T[]): T | undefined { return items[0] }
      class Box<T> { constructor(readonly value: T) {} }
      type Point = { x: number }
      interface Shape { at: Point }
      enum Color { Red, Green }
      namespace Geo { export const zero = 0; export type Unit = 'm' }`,
      {
        count: 'let',
        name: 'var',
        fixed: 'const',
        twice: 'function',
        first: 'function',
        Box: 'class',
        Point: 'type',
        Shape: 'interface',
        Color: 'enum',
        Geo: 'namespace',
      },
    ),
    [],
  )
  assert.deepEqual(
    await errors(`count = twice(count) + Geo.zero; name = fixed
      const box: Box<string> = new Box(fixed)
      const shape: Shape = { at: { x: box.value.length } satisfies Point }
      let color: Color = Color.Red; const unit: Geo.Unit = 'm'; first([shape])?.at.x.toFixed()`),
    [],
  )
  assert.deepEqual(await errors('const wrong: number = fixed'), ["2322 Type 'string' is not assignable to type 'number'."])
  assert.deepEqual(await errors('twice(fixed)'), ["2345 Argument of type 'string' is not assignable to parameter of type 'number'."])
})

test('a variable of an earlier cell can be assigned its own type only, anything else not at all', async () => {
  await using notebook = openNotebook()
  await notebook.cell('let a = 1; const c = 2; function f() {} class C {} enum E { A } namespace N { export const q = 1 }', {
    a: 'let',
    c: 'const',
    f: 'function',
    C: 'class',
    E: 'enum',
    N: 'namespace',
  })
  assert.deepEqual(await notebook.errors('a = 100; a += 1; a++'), [])
  assert.deepEqual(await notebook.errors("a = 'x'"), ["2322 Type 'string' is not assignable to type 'number'."])
  assert.deepEqual(await notebook.errors('c = 3; f = () => {}; C = C; E = E; N = N'), [
    "2588 Cannot assign to 'c' because it is a constant.",
    "2630 Cannot assign to 'f' because it is a function.",
    "2629 Cannot assign to 'C' because it is a class.",
    "2628 Cannot assign to 'E' because it is an enum.",
    "2631 Cannot assign to 'N' because it is a namespace.",
  ])
})

test('a later cell may declare a name anew, again and as something else', async () => {
  await using notebook = openNotebook()
  assert.deepEqual(await notebook.errors('const x = 1', { x: 'const' }), [])
  assert.deepEqual(await notebook.errors("let x = 'text'", { x: 'let' }), [])
  assert.deepEqual(await notebook.errors('x.toUpperCase()'), [])
  assert.deepEqual(await notebook.errors('function x(): boolean { return true }', { x: 'function' }), [])
  assert.deepEqual(await notebook.errors('const yes: boolean = x()', { yes: 'const' }), [])
  assert.deepEqual(await notebook.errors('type x = { y: 1 }', { x: 'type' }), [])
  assert.deepEqual(await notebook.errors('const value: x = { y: 1 }', { value: 'const' }), [])
  assert.deepEqual(await notebook.errors('const x = 5; const same: 5 = x', { x: 'const', same: 'const' }), [])
})

test('functions keep the types they were declared with', async () => {
  await using notebook = openNotebook()
  await notebook.cell('interface P { a: number }', { P: 'interface' })
  await notebook.cell('function read(p: P) { return p.a } const p: P = { a: 1 }', { read: 'function', p: 'const' })
  await notebook.cell('interface P { b: number }', { P: 'interface' })
  assert.deepEqual(await notebook.errors('read({ a: 1 })'), [])
  assert.deepEqual(await notebook.errors('const q: P = p'), [
    "2741 Property 'b' is missing in type 'P' but required in type 'P'.\n  The notebook declared 'P' more than once; what was made before has the earlier type.",
  ])
})

test('an exported alias declares a name of the notebook, while the cell still sees the earlier one', async () => {
  await using notebook = openNotebook()
  await notebook.cell("const r = 'old'", { r: 'const' })
  assert.deepEqual(
    await notebook.errors('const $tsloom_out = await Promise.resolve(r.length); export { $tsloom_out as r }', {
      $tsloom_out: 'const',
      r: ['export-alias', '$tsloom_out'],
    }),
    [],
  )
  assert.deepEqual(await notebook.errors('r.toFixed()'), [])
})

test('a cell with an error declares nothing, unless it is to be run all the same', async () => {
  await using notebook = openNotebook()
  assert.equal((await notebook.errors('const a: string = 1', { a: 'const' })).length, 1)
  assert.deepEqual(await notebook.errors('a'), ["2304 Cannot find name 'a'."])
  const forced = await notebook.checker.check(request('const a: string = 1', { a: 'const' }), { publish: 'always' })
  assert.equal(forced.diagnostics.length, 1)
  assert.deepEqual(await notebook.errors('a.length'), [])
})

test('a cell that did not run gives back the names it had taken, except those it reached', async () => {
  await using notebook = openNotebook()
  await notebook.cell("const a = 'first'; const b = 'first'", { a: 'const', b: 'const' })
  const failed = await notebook.cell('const a = 1; const b = 2; const c = 3', { a: 'const', b: 'const', c: 'const' })
  assert.deepEqual(await notebook.errors('a.toFixed() + b.toFixed() + c'), [])
  failed.rollBack(new Set(['b']))
  assert.deepEqual(await notebook.errors('a.toUpperCase() + b.toFixed()'), [])
  assert.deepEqual(await notebook.errors('c'), ["2304 Cannot find name 'c'."])
})

test('queued cells see what the ones before them declare', async () => {
  await using notebook = openNotebook()
  const queued = Array.from({ length: 100 }, (_, index) =>
    notebook.errors(index === 0 ? 'const v0 = 0' : `const v${index}: number = v${index - 1}`, { [`v${index}`]: 'const' }),
  )
  assert.deepEqual((await Promise.all(queued)).flat(), [])
})

test('300 cells, and the same cell run 300 times, use a bounded number of files', async () => {
  await using notebook = openNotebook()
  for (let index = 0; index < 300; index++)
    assert.deepEqual(await notebook.errors(`let n = ${index}; const o = n`, { n: 'let', o: 'const' }), [])
  assert.deepEqual(await notebook.errors('n.toFixed() + o.toFixed()'), [])
  const forgotten = notebook.types.slots.free
  for (let index = 0; index < 300; index++)
    assert.deepEqual(await notebook.errors(`const d${index} = ${index ? `d${index - 1} + 1` : 0}`, { [`d${index}`]: 'const' }), [])
  assert.deepEqual(await notebook.errors('d0 + d150 + d299'), [])
  assert.ok(forgotten > 0)
})

test('diagnostics count in UTF-16 units of the cell and carry nested reasons', async () => {
  await using notebook = openNotebook()
  const ts = "const 名 = '😀'; const n: { a: { b: string } } = { a: { b: 1 } }"
  const { diagnostics } = await notebook.cell(ts, { 名: 'const', n: 'const' })
  assert.deepEqual(
    diagnostics.map(({ start, end, code }) => [ts.slice(start, end), code]),
    [['b', 2322]],
  )
  const nested = await notebook.errors('const o = { a: { b: 1 } }; const p: { a: { b: string } } = o', { o: 'const', p: 'const' })
  assert.match(
    nested[0] ?? '',
    /not assignable[^\n]*\n {2}The types of 'a\.b'[^\n]*\n {4}Type 'number' is not assignable to type 'string'\./,
  )
})

test('what means nothing in a cell is no error', async () => {
  await using notebook = openNotebook()
  assert.deepEqual(
    await notebook.errors('let later; let list = []; const unused = await Promise.resolve(1)', {
      later: 'let',
      list: 'let',
      unused: 'const',
    }),
    [],
  )
  assert.deepEqual(await notebook.errors('later = 1; list.push(2); for await (const x of [later]) x', {}), [])
})

test('declarations of a cell that was taken back do not stay in the global scope', async () => {
  await using notebook = openNotebook()
  assert.equal((await notebook.errors('declare global { var added: number }\nconst bad: string = 1')).length, 1)
  assert.deepEqual(await notebook.errors('added'), ["2304 Cannot find name 'added'."])
  assert.deepEqual(await notebook.errors('declare global { var added: number }\nexport {}'), [])
  assert.deepEqual(await notebook.errors('added.toFixed()'), [])
})

test('after a reset no name is known', async () => {
  await using notebook = openNotebook()
  await notebook.cell('const a = 1', { a: 'const' })
  await notebook.checker.reset()
  assert.deepEqual(await notebook.errors('a'), ["2304 Cannot find name 'a'."])
  assert.deepEqual(await notebook.errors("const a = 'new'", { a: 'const' }), [])
  assert.deepEqual(await notebook.errors('a.toUpperCase()'), [])
})

test('a constant of an earlier cell is narrowed inside functions too, as it is within one module', async () => {
  await using notebook = openNotebook()
  await notebook.cell(
    `const maybe: string | undefined = ['a'][0]; let later: string | undefined = ['a'][0]; const five = 5; const mark: unique symbol = Symbol()`,
    { maybe: 'const', later: 'let', five: 'const', mark: 'const' },
  )
  assert.deepEqual(await notebook.errors('if (maybe !== undefined) { const length = () => maybe.length; length() }'), [])
  assert.deepEqual(await notebook.errors('if (later !== undefined) { const length = () => later.length; length() }'), [])
  assert.deepEqual(
    await notebook.errors('later = later; if (later !== undefined) { const f = () => later.length; later = undefined; f() }'),
    ["18048 'later' is possibly 'undefined'."],
  )
  assert.deepEqual(await notebook.errors('let copy = five; copy = 6; const keyed = { [mark]: 1 }; keyed[mark].toFixed()'), [])
})

test('a type beside a constant of its name reaches later cells with it', async () => {
  await using notebook = openNotebook()
  const cell = request('const Kind = { a: 1 } as const; type Kind = keyof typeof Kind')
  const declarations = [
    { name: 'Kind', kind: 'const', hasValue: true },
    { name: 'Kind', kind: 'type', hasValue: false },
  ] as const
  await notebook.checker.check({ ...cell, declarations }, { publish: 'if-clean' })
  assert.deepEqual(await notebook.errors("const kind: Kind = 'a'; Kind[kind].toFixed()"), [])
})
