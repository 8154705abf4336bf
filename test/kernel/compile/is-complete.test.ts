import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCompiler } from '../../../kernel/compile/compiler.ts'
import { magics } from '../../../kernel/magics/index.ts'

const compiler = await loadCompiler()
const answer = (code: string): string => {
  const { status, ...rest } = compiler.isComplete(code, { magics })
  return 'indent' in rest ? `${status} ${JSON.stringify(rest.indent)}` : status
}

const ANSWERS: readonly (readonly [code: string, answer: string])[] = [
  ['', 'complete'],
  ['1 + 1', 'complete'],
  ['const a: number = 1', 'complete'],
  ['await f()', 'complete'],
  ['if (a) {\n}', 'complete'],
  ['function f() {', 'incomplete "  "'],
  ['function f() {\n  if (a) {', 'incomplete "    "'],
  ['function f() {\n  g()', 'incomplete "  "'],
  ['foo(', 'incomplete "  "'],
  ['[1,\n  2,', 'incomplete "  "'],
  ['1 +', 'incomplete ""'],
  ['const a =', 'incomplete ""'],
  ['const f = () =>', 'incomplete "  "'],
  ['a.', 'incomplete ""'],
  ['a?.', 'incomplete ""'],
  ['`abc', 'incomplete ""'],
  ['`a ${b} c', 'incomplete ""'],
  ['`a ${', 'incomplete "  "'],
  ['/* abc', 'incomplete ""'],
  ['foo( // comment', 'incomplete "  "'],
  ['if (a)', 'incomplete ""'],
  ['try {}', 'incomplete ""'],
  ['class A {', 'incomplete "  "'],
  ['interface A {', 'incomplete "  "'],
  ['type A =', 'incomplete ""'],
  ['import { a', 'incomplete ""'],
  ['switch (a) { case 1:', 'incomplete ""'],
  ["'abc", 'invalid'],
  ['a b', 'invalid'],
  [')', 'invalid'],
  ['const a = ;', 'invalid'],
  ['const a = ; foo(', 'invalid'],
  ['return 1', 'invalid'],
  ['%lsmagic', 'complete'],
  ['%time foo()', 'complete'],
  ['%nonsense', 'invalid'],
  ['%%thread', 'incomplete ""'],
  ['%%thread\nfoo()', 'incomplete ""'],
  ['%%thread\nfoo()\n', 'complete'],
  ['%%thread\nfoo(\n', 'incomplete "  "'],
  ['%%thread\nconst a = `\n', 'incomplete ""'],
  ['%%thread\nfoo(]\n', 'invalid'],
  ['%lsmagic\nfunction f() {', 'incomplete "  "'],
]

for (const [code, expected] of ANSWERS) test(`${JSON.stringify(code)} is ${expected}`, () => assert.equal(answer(code), expected))
