import assert from 'node:assert/strict'
import { test } from 'node:test'
import { highlight } from '../../../kernel/report/highlight.ts'
import { highlightCell } from '../../../kernel/report/highlight-cell.ts'

const plain = (html: string) =>
  html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')

test('TypeScript is told apart: keywords, types, calls, strings, numbers, comments', () => {
  const html = highlight('const a: Map<string, number> = f(1, `x`) // why', 'typescript')
  assert.equal(
    html,
    '<span class="k">const</span> a: <span class="t">Map</span>&lt;<span class="t">string</span>, <span class="t">number</span>&gt; = <span class="f">f</span>(<span class="n">1</span>, <span class="s">`x`</span>) <span class="c">// why</span>',
  )
})

for (const [language, code] of [
  ['python', 'def f(x):\n    return f"{x}" # why\n'],
  ['bash', 'for i in $(seq 3); do\n\n  echo "$i" # why\ndone'],
  ['json', '{"a": [1, true]}'],
  ['html', '<b class="x">&amp;</b>'],
  ['css', '.a { color: red }'],
  ['yaml', 'a:\n  - b: 1 # why'],
  ['sql', "select * from t where a = 'b'"],
  ['tsx', '<A b={1}>c</A>'],
] as const) {
  test(`${language} is coloured and its text is kept`, () => {
    const html = highlight(code, language)
    assert.equal(plain(html), code)
    assert.match(html, /<span class=/)
  })
}

test('a cell magic colours its body in the right language', () => {
  assert.match(highlightCell('%%bash\necho hi', 'typescript'), /^<span class="m">%%bash<\/span>\n<span class="f">echo<\/span> hi$/)
  assert.match(
    highlightCell('//%%thread -n 2\nconst a = 1', 'typescript'),
    /^<span class="m">\/\/%%thread -n 2<\/span>\n<span class="k">const/,
  )
  assert.match(highlightCell('%%writefile a.json\n{"a": 1}', 'typescript'), /<span class="p">&quot;a&quot;<\/span>/)
})

test('a cell magic below another is marked too, except in a body of another language', () => {
  const html = highlightCell('%%time\n//%%pool -n 2\nconst a = 1', 'typescript')
  assert.match(html, /^<span class="m">%%time<\/span>\n<span class="m">\/\/%%pool -n 2<\/span>\n<span class="k">const/)
  assert.doesNotMatch(highlightCell('%%bash\n%%pool', 'typescript'), /"m">%%pool/)
})

test('a line magic is marked; what %time measures is code; templates over lines stay whole', () => {
  assert.match(highlightCell('%time f(1)', 'typescript'), /^<span class="m">%time<\/span> <span class="f">f<\/span>/)
  assert.equal(highlightCell('%cd ..', 'typescript'), '<span class="m">%cd ..</span>')
  assert.equal(highlightCell('`a\nb`', 'typescript'), '<span class="s">`a</span>\n<span class="s">b`</span>')
})

test('any text is kept, also broken code', () => {
  for (const code of ['', '\n\n', 'const = <', '%%', '%%bash', '%\n%%x\n', '"unclosed', '<script>', '\ta\r\n b']) {
    assert.equal(plain(highlightCell(code, 'typescript')).replaceAll('\r', ''), code.replaceAll('\r', ''))
  }
})
