import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCompiler } from '../../../kernel/compile/compiler.ts'
import type { ExpandedCell } from '../../../kernel/compile/types.ts'

const compiler = await loadCompiler()

function expanded(code: string): ExpandedCell {
  const cell = compiler.expand(code, { magics: [] })
  assert.ok(cell.ok, JSON.stringify(!cell.ok && cell.diagnostics))
  return cell.value
}

/** `kind name`, with `?` where it has no value, and `<local`. */
const declared = (code: string): string =>
  expanded(code)
    .declarations.map(({ kind, name, hasValue, local }) => `${kind} ${name}${hasValue ? '' : '?'}${local ? `<${local}` : ''}`)
    .join(', ')

const DECLARED: readonly (readonly [code: string, declared: string])[] = [
  ['1 + 1', ''],
  ['const a = 1, b = 2; let c; var d', 'const a, const b, let c, var d'],
  [
    'const { a, b: { c = 1, ...d }, [k]: e, ...f } = o, [g, , [h] = [1], ...i] = p',
    'const a, const c, const d, const e, const f, const g, const h, const i',
  ],
  ['function f() { var x; let y } async function* g() {} class C { static m() { var z } }', 'function f, function g, class C'],
  ['function f(a: number): void; function f(a: string): void; function f(a: any) {}', 'function f'],
  [
    '{ var a; let b; function c() {} } if (x) var d; else { var e } for (var i = 0;;) { var j } for (var k of l) ; for (var m in n) ; while (x) { var o } do { var p } while (x)',
    'var a, var d, var e, var i, var j, var k, var m, var o, var p',
  ],
  [
    'try { var a } catch { var b } finally { var c } switch (x) { case 1: var d; default: let e } here: { var f }',
    'var a, var b, var c, var d, var f',
  ],
  ['enum A { X } const enum B { Y } namespace N { export const a = 1 }', 'enum A, enum B, namespace N'],
  ['namespace Types { export type A = 1; interface B {} }', 'namespace Types?'],
  [
    'type T = 1; interface I {} declare const d: number; declare function f(): void; declare class K {} declare enum E {}',
    'type T?, interface I?, const d?, function f?, class K?, enum E?',
  ],
  ['interface A { x: 1 } interface A { y: 2 } class A {}', 'class A'],
  ['const X = 1; type X = number', 'const X'],
  [
    "import d, { a, b as c, type T } from 'x'; import * as ns from 'y'; import type U from 'z'; import 'w'",
    'import d, import a, import c, import T?, import ns, import U?',
  ],
  ['export const a = 1; export default function f() {} export class C {} export type T = 1', 'const a, function f, class C, type T?'],
  ['export default 1', ''],
  [
    'const a = 1; export { a, a as b }; type T = 1; export { T as U }; export { type T as V }',
    'const a, export-alias b<a, type T?, export-alias U?<T, export-alias V?<T',
  ],
  [
    "export { a, b as c } from 'x'; export * as ns from 'y'; export type { T } from 'z'",
    'export-alias a, export-alias c, export-alias ns, export-alias T?',
  ],
  ["const $tsloom_out = 1; import * as $tsloom from 'tsloom'; export { $tsloom_out as r }", 'export-alias r<$tsloom_out'],
  ['using a = b; await using c = d', 'const a, const c'],
  ['declare global { var g: number } declare module "m" { const q: 1 }', ''],
]

for (const [code, expected] of DECLARED) test(`declarations of: ${code.slice(0, 80)}`, () => assert.equal(declared(code), expected))

test('what is exported from a module says from where', () => {
  const { declarations } = expanded("export { a, b as c } from 'x'; export * as ns from 'y'")
  assert.deepEqual(
    declarations.map(({ from }) => from),
    [{ module: 'x', name: 'a' }, { module: 'x', name: 'b' }, { module: 'y' }],
  )
})

const mentioned = (code: string): string => [...expanded(code).mentions].sort().join(' ')

const MENTIONED: readonly (readonly [code: string, mentioned: string])[] = [
  ['a + b.c + d[e] + { f: g, h }.i', 'a b d e g h'],
  ['const a = b; a + c', 'b c'],
  ['let x: T = y as U<V>; function f<W extends X>(p: Y.Z): asserts p is Q {}', 'Q T U V W X Y p y'],
  ['type T = typeof v; interface I extends J { k: L; m(n: O): P }', 'J L O P n v'],
  ['here: for (;;) break here', ''],
  ["import { a as b } from 'x'; b", ''],
  ['const r = 1; export { r as s }', ''],
  ['const $tsloom_out = r + 1; export { $tsloom_out as r }', 'r'],
  ['class A extends B { c = d; [e]() {} f() { return this.g } }', 'B d e'],
  ['enum E { A = x, B = A }', 'A x'],
  ['const { a: b = c, [d]: e } = f', 'c d f'],
  ['`${a}` + b`${c}`', 'a b c'],
  ['import.meta.url', ''],
]

for (const [code, expected] of MENTIONED) test(`mentions of: ${code}`, () => assert.equal(mentioned(code), expected))
