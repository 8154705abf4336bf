import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { analyse } from '../../../kernel/compile/analyse.ts'
import { emitProgram } from '../../../kernel/compile/emit.ts'
import { loadOxc } from '../../../kernel/compile/oxc.ts'
import { projectRoot } from '../../support/project-root.ts'
import { meaning } from '../../support/same-program.ts'

const oxc = await loadOxc()

/** Both ways to JavaScript have to mean the same: types removed in place, and oxc's own transformer. */
function assertSameAsTransformer(ts: string, label = ts): boolean {
  const parsed = oxc.parse(ts, 'ts')
  assert.deepEqual(parsed.errors, [], label)
  const analysis = analyse(oxc, parsed.program)
  if (analysis.needsTransform || analysis.problems.length > 0) return false
  const inPlace = emitProgram(oxc, parsed, analysis, new Set()).js
  const transformed = emitProgram(oxc, oxc.parse(oxc.transform(ts).code, 'js'), analysis, new Set()).js
  assert.deepEqual(meaning(inPlace), meaning(transformed), label)
  return true
}

const CASES = [
  'let a = b as any\n(foo)()',
  'let a = b satisfies T\n[1].map(x)',
  'interface X {}\n(foo)()',
  'foo()\ntype T = 1\n(bar)()',
  'class A { x: number\n[foo] = 1; private\ny = 2; readonly [z] = 3; public *gen() {} ; static readonly async = 1; declare q: 1; get?: number; set!: string }',
  "class A { private get p(): number { return 1 } static async *[Symbol.iterator]<T>(): any {} #p?: number; 'quoted'?: string; 12!: number }",
  'abstract class B<T> extends C<T> implements D, E<T> { abstract x: number; abstract m(): void; m2?(): void; override foo<T>(this: B<T>, a?: T): asserts a is T {} [k: string]: any }',
  'class K extends L { protected constructor(); protected constructor(x?: any) { super() } static { let z: number = 1 as any } }',
  'export abstract class Z implements I {}',
  'const f = async <T,>(x: T): Promise<T> => x, g = <T>(y: T) => y, h = (a?: number, ...r: string[]): void => {}',
  'const q = <T>x, w = <const>{ a: 1 }, e = x!, r = x!.y!.z, t = a?.b!.c, u = f<number>(1), i = new Map<string, number>(), o = tag<string>`x`, p = f<string>;',
  'function f(x: number): void\nfunction f(x: string): void\nfunction f(x: any) {}',
  'export default function g(): void\nexport default function g(a?: any) {}',
  "declare const x: number; declare function f(): void; declare class K {} ; declare enum E {} ; declare namespace N {} ; declare global { var q: 1 } ; declare module 'x' { }",
  "import type X from 'x'; import { type Z, z } from 'z'; import type { Q } from 'q'; export type { Q }; export { type Q as R, z as zz }; import {} from 'e'; import 'side'; export {}",
  'for (const x of y as any[]) {} for (let i: number = 0, n = (x as number); i < n!; i++) {} for (const k in (o as any)) {}',
  'try {} catch (e: unknown) {}',
  '(a as any) = 1; (b!) = 2; a! += 1; [a!, (b as any)] = [1, 2]; ({ x: a! } = o); (a as number)++',
  'const { a, b = 1 as number }: { a: number, b?: number } = o, [c, , d]: [number, any, string] = t',
  "switch (x as string) { case 'a' as string: let z: number = 1; break; default: function q(): void {} }",
  'const fn = function <T>(this: T): this is T { return true }, o = { m<T>(x: T): T { return x }, async *g(): AsyncGenerator<number> { yield 1 as number; yield* x }, get v(): number { return 1 }, set v(x: number) {} }',
  "let x: typeof import('a'), y: (a: number) => void, z: new () => X, u: unique symbol, v: `a${string}`",
  'const a = (b as any) ? (c) : d => e, x = y ? (z): number => z : w',
  'async (x: number): Promise<void> => { await x }; (async <T>(x: T) => x)',
  'const f = (a: number)\n  : Promise<number> => a',
  'const r = <T>\n  x',
  'r = a < b, c > (d)',
  'var v = class<T> extends (B as any)<T> {}',
  "let f = (x: any): x is string => typeof x === 'string'; let g = (): { a: number } => ({ a: 1 }); let h = async (): Promise<any> => ({})",
  'function a(this: X,) {} ; function b(this: X, y: number,) {}',
  'do x as any; while (y!)',
  'throw x as Error',
  "if (a) { var b: number } else var c: string = 'x', d",
  'var { x, y: [z] }: any = q; for (var m of n) ; for (var [k, l]: any = [1, 2]; k < l; k++) ; for (var r in s) {}',
]

for (const ts of CASES)
  test(`types are removed from: ${ts.replaceAll('\n', '↵').slice(0, 90)}`, () => assert.ok(assertSameAsTransformer(ts)))

test("all of tsloom's own sources lose their types and nothing else", () => {
  const files = ['kernel', 'src'].flatMap(folder =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts') && !name.includes('labextension') && !name.includes('node_modules'))
      .map(name => join(projectRoot, folder, name)),
  )
  const compared = files.filter(file => assertSameAsTransformer(readFileSync(file, 'utf8'), file))
  assert.ok(compared.length > files.length * 0.8)
})
