import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMachine } from '../../support/notebook-machine.ts'

/** The cells one after the other; what the last one shows. */
async function lastOf(...cells: string[]): Promise<unknown> {
  const machine = await createMachine()
  let value: unknown
  for (const cell of cells) value = await machine.run(cell)
  // Values of another realm have other prototypes.
  return structuredClone(value)
}

const SHOWN: readonly (readonly [title: string, cells: readonly string[], shown: unknown])[] = [
  ['a constant is seen by the next cell', ['const a: number = 1', 'a + 1'], 2],
  ['a name can be declared anew with another kind', ['const a = 1', 'let a = 2', 'class a {}', 'function a() { return 3 }', 'a()'], 3],
  ['a function sees what a later cell assigned', ['let n = 1; function get() { return n }', 'n = 5', 'get()'], 5],
  ['a function sees what a later cell declared anew', ['const n = 1; const get = () => n', 'const n = 7', 'get()'], 7],
  [
    'a function calls the newest of another function',
    ['function f() { return g() }; function g() { return 1 }', 'function g() { return 2 }', 'f()'],
    2,
  ],
  ['recursion goes through the slot', ['function f(n: number): number { return n < 2 ? 1 : n * f(n - 1) }', 'f(5)'], 120],
  ['functions are hoisted', ['const a = f(); function f() { return 4 }\na'], 4],
  ['the last of two functions of one name counts', ['var r = f(); function f() { return 1 }; function f() { return 2 }\nr'], 2],
  ['let without a value is undefined again', ['let a = 1', 'let a\na'], undefined],
  ['var without a value keeps it', ['var a = 1', 'var a\na'], 1],
  [
    'a pattern declares every name in it',
    [
      'const { a, b: { c = 3, ...d }, ...e } = { a: 1, b: { x: 2 }, f: 4 }; const [g, , h = 5, ...i] = [1, 2, undefined, 6]',
      '[a, c, d, e, g, h, i]',
    ],
    [1, 3, { x: 2 }, { f: 4 }, 1, 5, [6]],
  ],
  ['a pattern may follow a line without a semicolon', ['const o = { p: [1] }\nconst { p } = o\nconst [q] = p\nq'], 1],
  ['a pattern may stand behind an if', ["if (true) var { length } = 'abc'; else var [length] = [9]\nlength"], 3],
  [
    'several declarators keep their order',
    ['let log = [], a = log.push(1), b = log.push(2), c\n[log, c]'],
    [[1, 2], null].map(item => item ?? undefined),
  ],
  [
    'var in a block and in loops is a notebook variable',
    ['{ var a = 1 } for (var i = 0; i < 3; i++); for (var k of [7]) { var { v } = { v: k } } for (var p in { q: 1 });', '[a, i, k, v, p]'],
    [1, 3, 7, 7, 'q'],
  ],
  [
    'var in try, switch and labels is a notebook variable',
    [
      'try { throw 1 } catch (e) { var t = e } finally { var u = 2 } switch (1) { case 1: var w = 3 } here: { var x = 4; break here }',
      '[t, u, w, x]',
    ],
    [1, 2, 3, 4],
  ],
  ['let in a block stays in it', ['let a = 1; { let a = 2; a++ } for (let a = 5; a < 6; a++);', 'a'], 1],
  ['a function in a block stays in it', ['let r; { function inner() { return 8 } r = inner() }', '[r, typeof inner]'], [8, 'undefined']],
  [
    'closures in a loop each keep their value',
    ['const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i)', 'fs.map(f => f())'],
    [0, 1, 2],
  ],
  [
    'functions and classes keep their names',
    [
      'const f = () => 1; function g() {} class C {} const D = class {}; async function* h() {}',
      '[f.name, g.name, C.name, D.name, h.name]',
    ],
    ['f', 'g', 'C', 'D', 'h'],
  ],
  [
    'a class may use itself while it is made',
    ['class C { static one = new C(); static two; static { C.two = C.one } }', 'C.two instanceof C'],
    true,
  ],
  [
    'a method sees the newest class',
    ['class C { v = 1; make() { return new C() } }; const old = new C()', 'class C { v = 2 }', 'old.make().v'],
    2,
  ],
  ['an enum is an object and its members', ["enum E { A, B = 'b' }\nconst enum F { X = 4 }", '[E.A, E[0], E.B, F.X]'], [0, 'A', 'b', 4]],
  ['an enum that is declared anew forgets its old members', ['enum E { A, B }', 'enum E { C }', 'Object.keys(E)'], ['0', 'C']],
  ['a namespace is an object', ['namespace N { export const a = 1; export namespace M { export const b = a + 1 } }', 'N.M.b'], 2],
  [
    'parameter properties are assigned',
    ['class P { constructor(private readonly x: number, public y = 2) {} sum() { return this.x + this.y } }', 'new P(1).sum()'],
    3,
  ],
  [
    'exported declarations are declarations',
    ['export const a = 1; export function f() { return a } export class C {} export default class D {}', '[f(), typeof C, typeof D]'],
    [1, 'function', 'function'],
  ],
  ['an export under another name fills that name', ['const a = 1; export { a as b, a as c, a }', '[b, c]'], [1, 1]],
  [
    'the code above an export alias still sees the old value',
    ['const r = 1', 'const $tsloom_out = r + 1\nexport { $tsloom_out as r }', 'r'],
    2,
  ],
  ["a magic's own names stay in the cell", ['const $tsloom_a = 1; const b = $tsloom_a', 'typeof $tsloom_a'], 'undefined'],
  ['an assignment to a variable of another cell works in a nested function', ['let n = 0; const up = () => { n++ }', 'up(); up(); n'], 2],
  ['a local name hides the variable', ['const n = 1; function f(n) { { let n = 3; n++ } return n }', 'f(2)'], 2],
]

for (const [title, cells, shown] of SHOWN) test(title, async () => assert.deepEqual(await lastOf(...cells), shown))

test('a cell that throws keeps what it had declared before', async () => {
  const machine = await createMachine()
  await assert.rejects(machine.run("const before = 1; throw new Error('stop'); const after = 2"))
  assert.deepEqual([machine.context.before, machine.context.after], [1, undefined])
})

test('top-level using disposes at the end of the cell, after its value was computed', async () => {
  const machine = await createMachine()
  await machine.run('const log: string[] = []; const open = (name: string) => ({ name, [Symbol.dispose]() { log.push(name) } })')
  assert.equal(await machine.run("using a = open('a'); using b = open('b')\nconst both = a.name + b.name\nboth"), 'ab')
  assert.deepEqual(structuredClone(machine.context.log), ['b', 'a'])
  assert.equal(await machine.run('both'), 'ab')
})

test('enums and export aliases beside a top-level using fill their slots', async () => {
  const machine = await createMachine()
  await machine.run('using held = null\nenum E { A, B }\nconst $tsloom_out = E.B\nexport { $tsloom_out as alias }')
  assert.deepEqual(await machine.run('[E.B, alias].join()'), '1,1')
  assert.equal(await machine.run('using held = null\nenum E { C = 5 }\nconst $tsloom_out = E.C\nexport { $tsloom_out as alias }\n0'), 0)
  assert.deepEqual(await machine.run('[E.C, alias].join()'), '5,5')
})

test('using in a function disposes when the function ends', async () => {
  const machine = await createMachine()
  await machine.run('const log = []')
  await machine.run("function f() { using a = { [Symbol.dispose]() { log.push('closed') } }; log.push('open'); return log.length }")
  assert.equal(await machine.run('f()'), 1)
  assert.deepEqual(structuredClone(machine.context.log), ['open', 'closed'])
})
