import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CAPTURED_LOCALS, CONSTANT_LOCALS, OWN_LOCALS, SHARED_SCOPE } from '../../../src/capture/contract.ts'
import { createMachine } from '../../support/notebook-machine.ts'

type Locals = () => Record<string, unknown>
type Marked = { readonly [CAPTURED_LOCALS]?: Locals; readonly [CONSTANT_LOCALS]?: Locals }

const localsFrom = (fn: Marked): Record<string, unknown> | undefined => (fn[CONSTANT_LOCALS] ?? fn[CAPTURED_LOCALS])?.()

/** The names, and the values they have now, that the function at the end of the cell would take along. */
async function localsOf(code: string): Promise<Record<string, unknown> | undefined> {
  const machine = await createMachine()
  const value = (await machine.run(code)) as Marked
  return localsFrom(value)
}

const names = async (code: string): Promise<string[] | undefined> => {
  const locals = await localsOf(code)
  return (
    locals &&
    Object.keys(locals)
      .filter(name => !name.startsWith(SHARED_SCOPE))
      .sort()
  )
}

const CASES: readonly (readonly [title: string, code: string, names: readonly string[] | undefined])[] = [
  ['an arrow function takes the locals of its maker', 'const mk = (n: number) => (x: number) => x + n; mk(3)', ['n']],
  ['what the notebook declares is not taken', 'let g = 1; const f = () => g; f', undefined],
  ['a function without locals is not marked', 'const f = (x: number) => x; f', undefined],
  [
    'own locals and parameters are not taken',
    'const mk = (n: number) => (x: number, [y] = [1]) => { const z = 1; { let w = n } return x + y + z }; mk(1)',
    ['n'],
  ],
  ['a function expression', 'const mk = function (a: number, b: number) { return function () { return a } }; mk(1, 2)', ['a']],
  ['a function declaration', 'function mk(a: number) { function inner() { return a } return inner } mk(1)', ['a']],
  [
    'a function declaration that calls itself',
    'function mk() { function f(n: number): number { return n ? f(n - 1) : 0 } return f } mk()',
    ['f'],
  ],
  [
    'a named function expression that calls itself takes nothing',
    'function mk() { return function f(n: number): number { return n ? f(n - 1) : 0 } } mk()',
    undefined,
  ],
  ['locals of two levels', 'const mk = (a: number) => (b: number) => (c: number) => a + b + c; mk(1)(2)', ['a', 'b']],
  ['what only an inner function uses', 'const mk = (a: number) => () => () => a; mk(1)', ['a']],
  ['let of a block at top level', 'let f; { let local = 1; f = () => local } f', ['local']],
  ['a loop variable', 'let f; for (const v of [1]) f = () => v\nf', ['v']],
  ['a catch parameter', 'let f; try { throw 1 } catch (e) { f = () => e } f', ['e']],
  [
    'a default sees what is around the function, not what its body calls the same',
    'const mk = (a: number) => function f(g = () => a) { let a = 1; return g }; mk(1)',
    ['a'],
  ],
  ['a default and a computed key', 'const mk = (a: number, k: string) => (x = a) => ({ [k]: x }); mk(1, "q")', ['a', 'k']],
  ['a class in the function', 'const mk = (a: number) => () => class { v = a }; mk(1)', ['a']],
  ['a shorthand property', 'const mk = (a: number) => () => ({ a }); mk(1)', ['a']],
  ['an assignment', 'const mk = (a: number) => () => { a++; [a] = [2] }; mk(1)', ['a']],
  [
    'keys, members, labels and types are no uses',
    'const mk = (a: number) => (o: any) => { a: for (;;) break a; type T = a; return { a: o.a } }; mk(1)',
    undefined,
  ],
  [
    'a function that uses this of its maker cannot go',
    'const mk = function (this: any, a: number) { return () => [this, a] }; mk.call({}, 1)',
    undefined,
  ],
  [
    'a function that uses arguments of its maker cannot go',
    'const mk = function (a: number) { return () => [arguments, a] }; mk(1)',
    undefined,
  ],
  ['own this and arguments do no harm', 'const mk = (a: number) => function (this: any) { return [this, arguments, a] }; mk(1)', ['a']],
  ['an async function', 'const mk = (a: number) => async () => { await 1; return a }; mk(1)', ['a']],
]

for (const [title, code, expected] of CASES) test(`travelling locals: ${title}`, async () => assert.deepEqual(await names(code), expected))

test('locals are read when they are asked for', async () => {
  const locals = await localsOf('const mk = () => { let n = 1; const f = () => n; n = 5; return f }; mk()')
  assert.equal(locals?.n, 5)
})

test('marked functions keep the name of where they stand', async () => {
  const machine = await createMachine()
  const code = `function mk(n: number) {
    const a = () => n
    let b; b = () => n
    const { c = () => n } = {} as any
    const o = { d: () => n, 'e': function () { return n }, ['f']: () => n }
    class K { static g = () => n; static #h = () => n; static get h() { return this.#h } }
    const p = { 'i-j': () => n, 1: () => n }
    return [a, b, c, o.d, o.e, K.g, K.h, p['i-j'], p[1]].map(f => f.name).join()
  }
  mk(1)`
  assert.equal(await machine.run(code), 'a,b,c,d,e,g,#h,i-j,1')
})

const CONSTANT: readonly (readonly [code: string, constant: boolean])[] = [
  ['const mk = (a: number) => { const b = 1; let c = 2; return () => a + b + c }; mk(1)', true],
  ['let f; for (const v of [1]) f = () => v\nf', true],
  ['let f; for (let v = 1; v < 2; v++) f = () => v\nf', false],
  ['const mk = (a: number) => { a = 2; return () => a }; mk(1)', false],
  ['const mk = (a: number) => { (a as number)++; return () => a }; mk(1)', false],
  ['const mk = (a: number) => { (a!) += 1; return () => a }; mk(1)', false],
  ['const mk = (a: number) => { [(a)] = [1]; return () => a }; mk(1)', false],
  ['const mk = () => { let a; ({ a } = { a: 1 }); return () => a }; mk()', false],
  ['const mk = () => { let a = 1; return [() => a, () => { a = 2 }][0] }; mk()', false],
  ['const mk = () => { var a = 1; const f = () => a; var a = 2; return f }; mk()', false],
  ['const mk = () => { let a = 1; function f(g = () => a) { let a = 2; return g } const g = f(); a = 3; return g }; mk()', false],
  ['const mk = (a: number) => { eval("a = 2"); return () => a }; mk(1)', false],
]

for (const [code, constant] of CONSTANT)
  test(`locals are ${constant ? '' : 'not '}constant: ${code}`, async () => {
    const machine = await createMachine()
    assert.equal(CONSTANT_LOCALS in ((await machine.run(code)) as object), constant)
  })

test('a top-level function takes along the helper that `using` needs', async () => {
  const locals = await names('function f() { using a = null }\nf')
  assert.deepEqual(locals, ['_usingCtx2'])
})

test('a function called on the spot is not marked', async () => {
  const machine = await createMachine()
  assert.doesNotMatch(machine.compile('const f = (n: number) => { (() => n)(); (function () { return n })() }').js, /closure/)
})

/** Arrays of another context are of another class. */
const plain = (value: unknown): unknown => structuredClone(value)

/** Of each function at the end of the cell: the scopes whose variables it shares with others, with the names of those, outer ones first. */
async function sharedBy(code: string): Promise<readonly (readonly unknown[])[]> {
  const machine = await createMachine()
  const functions = (await machine.run(code)) as readonly Marked[]
  return functions.map(fn =>
    Object.entries(localsFrom(fn) ?? {})
      .filter(([name]) => name.startsWith(SHARED_SCOPE))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, names]) => names),
  )
}

test('functions take along which scopes they share, where a variable of those is assigned', async () => {
  const [inc, get, other] = await sharedBy(
    'const mk = () => { let n = 0; const k = 1; return [() => { n += k }, () => n] }; [...mk(), mk()[0]]',
  )
  assert.deepEqual(plain(inc), [['n']])
  assert.equal(get?.[0], inc?.[0], 'one scope')
  assert.notEqual(other?.[0], inc?.[0], 'another call, another scope')
  assert.deepEqual(
    plain(await sharedBy('const mk = (a: number, b: number) => [() => a, () => b]; mk(1, 2)')),
    [[], []],
    'nothing is assigned',
  )
  assert.deepEqual(plain(await sharedBy('const mk = (n: number) => [() => ++n]; mk(1)')), [[['n']]], 'a body that is an expression')
  assert.deepEqual(
    plain(await sharedBy('let f; { let n = 0; function up() { [n] = [1] } { let m = 0; m++; f = [() => { m = n }, up] } }\nf')),
    [[['n'], ['m']], [['n']]],
    'blocks within each other',
  )
})

test('a function in a default value takes along parameters that change, as its own', async () => {
  assert.deepEqual(plain(await localsOf('function mk(n: number, up = () => n++) { n = 5; return up }\nmk(1)')), { n: 5 })
})

test("a local that hides one of a shared scope is marked as the function's own", async () => {
  const locals = await localsOf('const mk = () => { let n = 1; const up = () => n++; { const n = 7; return () => [n, up] } }; mk()')
  assert.deepEqual(plain([locals?.n, locals?.[OWN_LOCALS]]), [7, ['n']])
})
