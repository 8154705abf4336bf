import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCompiler } from '../../../kernel/compile/compiler.ts'
import { magics } from '../../../kernel/magics/index.ts'
import type { Magic } from '../../../kernel/magics/magic.ts'

const compiler = await loadCompiler()

/** `start-end message` of the first diagnostic. */
function complaint(code: string, known: readonly Magic[] = []): string {
  const cell = compiler.expand(code, { magics: known })
  assert.ok(!cell.ok, `${code} was accepted`)
  const [first] = cell.diagnostics
  return `${first?.start}-${first?.end} ${first?.message}`
}

const COMPLAINTS: readonly (readonly [code: string, complaint: string])[] = [
  ['const a = ;', "10-11 Unexpected ';'"],
  ['foo(', "4-4 Expected ')' before the end of the cell"],
  ['1 +', '3-3 Unexpected end of the cell'],
  ['const x', "6-7 Missing initializer in const declaration. Add an initializer (e.g. ' = undefined') here"],
  ['return 5', "0-6 'return' can only stand in a function. The cell's last expression is its result."],
  ['with (a) {}', "0-4 'with' statements are not allowed"],
  ['let a = 1\nlet a = 2', "14-15 Identifier 'a' has already been declared in this cell"],
  ['break', "0-5 Illegal break statement. A 'break' statement can only be used within an enclosing iteration or switch statement"],
  [
    'function f() { await 1 }',
    "15-20 'await' is only allowed within async functions and at the top levels of modules. Either remove this 'await' or add the 'async' keyword to the enclosing function",
  ],
  ['a.#b', "2-4 Private identifier '#b' is not allowed outside class bodies"],
  ['@d class A {}', '0-2 Decorators do not run here: Node has none yet. Call the decorator as a function on the class or method instead.'],
  [
    'class A { @d m() {} }',
    '10-12 Decorators do not run here: Node has none yet. Call the decorator as a function on the class or method instead.',
  ],
  ['class A { accessor x = 1 }', "10-24 An 'accessor' field does not run here: Node has none yet. Write a getter and a setter instead."],
  ['export = 1', "0-10 'export =' has no meaning in a cell: what a cell declares is visible to all others already."],
  [
    "export * from 'x'",
    "0-17 'export *' cannot work in a cell, since its names are known only when it runs. Name them: import { a, b } from '…'.",
  ],
  ["import defer * as a from 'x'", "0-28 'import defer' does not run here: Node has none yet. Use a plain import."],
  ["const a = 1; export { a as 'x y' }", "22-32 A cell can export under a name only, not under the string 'x y'."],
]

for (const [code, expected] of COMPLAINTS)
  test(`${JSON.stringify(code)} is refused with advice`, () => assert.equal(complaint(code), expected))

test('a magic in a function that is not async says what it lacks', () => {
  assert.match(
    complaint('function f() {\n  %time 1\n}', magics),
    /^17-\d+ %time waits for what it does: the function around it has to be async/,
  )
  assert.match(complaint('const g = () => {\n%workers\n}', magics), /^18-\d+ %workers waits/)
})

test('no text, however broken, makes the compiler throw', () => {
  const pieces = [
    '%%thread',
    '%time ',
    '\n',
    '`',
    '${',
    '}',
    '{',
    '(',
    ')',
    'const a',
    '=',
    ' 1',
    'async ',
    '=>',
    'await ',
    'class A',
    '/*',
    '*/',
    '//',
    "'",
    '?',
    'import ',
    "from 'x'",
    'export ',
    'enum E',
    '%',
    'using x',
    'for ',
    ' of ',
    '\u2028',
    '\ud800',
  ]
  let seed = 7
  const next = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % below
  }
  for (let i = 0; i < 3000; i++) {
    const code = Array.from({ length: 1 + next(9) }, () => pieces[next(pieces.length)]).join('')
    const cell = compiler.expand(code, { magics: [] })
    if (cell.ok) compiler.emit(cell.value, { shadowed: new Set() })
    else for (const { start, end } of cell.diagnostics) assert.ok(start >= 0 && start <= end && end <= code.length, JSON.stringify(code))
    compiler.isComplete(code, { magics: [] })
    compiler.sketch(code, { magics: [] })
  }
})

test('an expression of very many levels is refused and does not end the kernel', () => {
  assert.match(complaint(`f(${'['.repeat(20_000)}${']'.repeat(20_000)})`), /^1501-1502 More brackets are open here/)
  assert.match(complaint(`1${'+ 1'.repeat(10_000)}`), /^0-30001 This cell nests expressions too deeply/)
})
