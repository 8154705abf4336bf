import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCompiler } from '../../../kernel/compile/compiler.ts'
import type { ExpandedCell } from '../../../kernel/compile/types.ts'
import type { ExpandingMagic, Magic, RunningMagic } from '../../../kernel/magics/magic.ts'

const base = { summary: '', options: [], example: '' } as const

const wrap: ExpandingMagic = {
  ...base,
  type: 'expand',
  name: 'wrap',
  kind: 'cell',
  body: 'function',
  options: [
    { flags: ['-o'], kind: 'name', summary: '' },
    { flags: ['--map'], kind: 'expression', summary: '' },
  ],
  expand: (call, { returns }) => ({
    hoisted: ["import * as $tsloom from 'tsloom'"],
    before: [`$tsloom.wrap(${returns}, `, call.places.map ?? 'undefined', ', async () => {{'],
    after: [`}})${call.values.o ? `\nexport { $tsloom_out as ${call.values.o} }` : ''}`],
  }),
}
const over: ExpandingMagic = {
  ...base,
  type: 'expand',
  name: 'over',
  kind: 'cell',
  body: 'statements',
  expand: () => ({ before: ['begin();'], after: ['end();'] }),
}
const line: ExpandingMagic = {
  ...base,
  type: 'expand',
  name: 'line',
  kind: 'line',
  body: 'none',
  positional: { name: 'expression', kind: 'expression', summary: 'an expression' },
  expand: call => ({ before: ['line(', call.places.expression ?? '', ');'], after: [] }),
}
const now: RunningMagic = {
  ...base,
  type: 'run',
  name: 'now',
  kind: 'line',
  positional: { name: 'rest', kind: 'rest', summary: '' },
  run() {},
}
const text: RunningMagic = { ...base, type: 'run', name: 'text', kind: 'cell', run() {} }
const help: RunningMagic = {
  ...base,
  type: 'run',
  name: 'help',
  kind: 'line',
  positional: { name: 'magic', kind: 'word', summary: '' },
  run() {},
}
const magics: readonly Magic[] = [wrap, over, line, now, text, help]

const compiler = await loadCompiler()

function expanded(code: string): ExpandedCell {
  const cell = compiler.expand(code, { magics })
  assert.ok(cell.ok, JSON.stringify(!cell.ok && cell.diagnostics))
  return cell.value
}

function refused(code: string): string {
  const cell = compiler.expand(code, { magics })
  assert.ok(!cell.ok, `${code} was accepted`)
  return cell.diagnostics.map(({ message, start, end }) => `${start}-${end} ${message}`).join('\n')
}

test('a cell without magics stays as it is', () => {
  const code = 'const a = 10 % 3 // %line\n'
  assert.equal(expanded(code).ts, code)
})

test('a cell magic wraps its body, returns its last expression and hoists its imports', () => {
  const { ts } = expanded("%%wrap\nimport fs from 'fs'\nconst a = 1\na + 1 // sum\n")
  assert.equal(
    ts,
    "import * as $tsloom from 'tsloom'\nimport fs from 'fs'\n$tsloom.wrap(true, undefined, async () => {{\n\nconst a = 1\nreturn (a + 1); // sum\n\n}})",
  )
})

test('a body says whether it returns anything', () => {
  const returns = (body: string): boolean => expanded(`%%wrap\n${body}`).ts.includes('wrap(true')
  assert.deepEqual(
    ['1', 'return 1', 'if (a) { return 1 }', 'const a = 1', 'return', 'const f = () => { return 1 }', 'class A { m() { return 1 } }'].map(
      returns,
    ),
    [true, true, true, false, false, false, false],
  )
})

test('//%% and blank lines above are accepted', () => {
  assert.match(expanded('\n  \n//%%wrap -o r\n1').ts, /return \(1\);\n\}\}\)\nexport \{ \$tsloom_out as r \}$/)
})

test('a magic that leaves its body alone may stand over another', () => {
  const cell = expanded('%%over\n%%wrap\n1')
  assert.match(cell.ts, /^import .*\nbegin\(\);\n\$tsloom\.wrap\(true.*\nreturn \(1\);\n\}\}\)\nend\(\);$/)
})

test('no other magic may', () => {
  assert.match(refused('%%wrap\n%%over\n1'), /%%wrap cannot stand over %%over/)
  assert.match(refused('%%over\n%%text\n1'), /%%over cannot stand over %%text/)
})

test('a magic that takes text gets all of the body and nothing is compiled', () => {
  const { whole, ts } = expanded('%%text\nnot ( typescript\n%%over\n')
  assert.equal(whole?.body, 'not ( typescript\n%%over\n')
  assert.equal(ts, '')
})

test('session magics above the first statement are the head, those below are called in their place', () => {
  const cell = expanded('%now a\n// comment\n%now b\nlet x = 1\n%now c\nif (x) {\n  %now d\n}\nx')
  assert.deepEqual(
    cell.head.map(({ rest }) => rest.trim()),
    ['a', 'b'],
  )
  assert.deepEqual(
    cell.inline.map(({ rest }) => rest.trim()),
    ['c', 'd'],
  )
  assert.equal(cell.ts, '\n// comment\n\nlet x = 1\nawait __tsloom.magic(0);\nif (x) {\n  await __tsloom.magic(1);\n}\nx')
})

test('session magics cannot stand where nothing can be asked of the kernel', () => {
  assert.match(refused('function f() {\n  %now\n}'), /^17-21 %now cannot stand inside a function/)
  assert.match(refused('%%wrap\n%now\n1'), /in the body of %%wrap/)
})

test('a line magic is expanded in place, without a semicolon above it', () => {
  assert.equal(expanded('a()\n%line b()\nc()').ts, 'a()\nline(b());\nc()')
  assert.equal(expanded('async function f() {\n  %line b()\n}').ts, 'async function f() {\n  line(b());\n}')
  assert.equal(expanded('if (a)\n  %line 1\nelse 2').ts, 'if (a)\n  line(1);\nelse 2')
})

test('the expression of a line magic may go on in further lines', () => {
  assert.equal(expanded('%line [\n  1,\n  2,\n]\n3').ts, 'line([\n  1,\n  2,\n]);\n3')
  assert.equal(expanded('%line { a: 1 }').ts, 'line({ a: 1 });')
})

for (const code of [
  '`\n%line 1\n`',
  '`\n%line\n`',
  '/*\n%line 1\n*/ 1',
  '`${1}\n%now\n`',
  'a\n%b',
  'a =\n  b\n  %c',
  '`\n%line 1\n${a}\n%now`',
  'x ? y : z?\n1 : 2',
  'line?\n1 : 2',
  '// %line 1',
]) {
  test(`no magic is found in ${JSON.stringify(code)}`, () => assert.equal(expanded(code).ts, code))
}

test('a magic beside a text that looks like one is still found', () => {
  assert.equal(expanded('const t = `\n%line 1\n`\n%line t').ts, 'const t = `\n%line 1\n`\nline(t);')
})

test('help in all of its spellings is asked of the kernel', () => {
  for (const code of ['%line?', '?line', '?%line', 'line?', '??line', '%wrap?']) {
    const [call] = expanded(code).head
    assert.equal(call?.name, 'help', code)
    assert.equal(call.end, code.length)
  }
})

test('an unknown magic is an error with the nearest name', () => {
  assert.match(refused('%lin 1'), /^0-4 Unknown magic %lin\. Did you mean %line\?/)
  assert.match(refused('%%rap\n1'), /Unknown magic %%rap\. Did you mean %%wrap\?/)
  assert.match(refused('const a = 1;\n%nwo'), /Did you mean %now/)
})

test('misplaced magics say where they may stand', () => {
  assert.match(refused('let a = 1\n%%wrap\n1'), /^10-16 %%wrap has to be the first line of a cell/)
  assert.match(refused('foo(\n%line 1\n)'), /^5-12 %line can only stand where a statement may begin/)
})

test('a body cannot export', () =>
  assert.match(refused('%%wrap\nexport const a = 1'), /^7-25 The body of %%wrap is a function's body and cannot export/))

test('a syntax error keeps its place in the cell', () => {
  assert.equal(refused('%%wrap\nconst e = ;'), "17-18 Unexpected ';'")
  assert.equal(refused('%line 1\nconst e = ;'), "18-19 Unexpected ';'")
  assert.match(refused("%%wrap\nimport a from 'a'\nconst e = 1 2"), /^36-36 /)
})

test('each kept character knows its place in both directions', () => {
  const code = "%%wrap --map items.length\nimport fs from 'fs'\nfs.x"
  const cell = expanded(code)
  for (const word of ['items.length', 'import fs', 'fs.x']) {
    const at = cell.ts.indexOf(word)
    assert.equal(cell.toCell(at), code.indexOf(word))
    assert.equal(cell.toTs(code.indexOf(word)), at)
  }
  assert.equal(cell.toCell(cell.ts.indexOf('$tsloom.wrap')), 0)
  assert.equal(cell.toTs(1), undefined)
})
