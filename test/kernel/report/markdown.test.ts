import assert from 'node:assert/strict'
import { test } from 'node:test'
import { imageEmbedder } from '../../../kernel/report/embed-image.ts'
import { markdownRenderer } from '../../../kernel/report/markdown.ts'
import { contents, Outline, titleOf } from '../../../kernel/report/outline.ts'

const render = markdownRenderer()
const html = (source: string) => render(source, imageEmbedder({}, undefined))
const formulas = (source: string) =>
  [...html(source).matchAll(/<annotation encoding="application\/x-tex">(.*?)<\/annotation>/gs)].map(match => match[1])

test('formulas are set at build time, inline and displayed, in each of the forms that Jupyter reads', () => {
  assert.deepEqual(formulas('$a_1 + *b*$ and $$c$$ and \\\\(d\\\\) and \\\\[e\\\\]'), ['a_1 + *b*', 'c', 'd', 'e'])
  assert.deepEqual(formulas('text\n$$\na\n= b\n$$\nmore'), ['a\n= b'])
  assert.deepEqual(formulas('\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}'), [
    '\\begin{align}\na &amp;= b \\\\\nc &amp;= d\n\\end{align}',
  ])
  assert.match(html('$$x$$'), /<div class="math"><span class="katex-display">/)
  assert.deepEqual(formulas('- item\n  $$\n  x\n  $$'), ['x'])
})

test('dollars that are money, code or escaped stay dollars', () => {
  for (const text of ['costs $5 or $10', '`$x$`', '\\$x\\$', '$ x $', 'only $x', '```\n$x$\n```'])
    assert.deepEqual(formulas(text), [], text)
})

test('a display formula that does not end is a paragraph, not the rest of the document', () => {
  assert.match(html('$$\na\n\n# Heading'), /<h1>Heading/)
})

test('a faulty formula shows its source and why', () => {
  assert.match(html('$\\frac{1}{$'), /<code class="math-error" title="[^"]*KaTeX parse error[^"]*">\\frac\{1\}\{<\/code>/)
})

for (const [what, source] of [
  ['a script', '<script>alert(1)</script>'],
  ['an event handler', '<b onclick="alert(1)">x</b>'],
  ['a script address', '[x](javascript:alert(1)) <a href="javascript:alert(1)">x</a> <a href=" java\nscript:alert(1)">x</a>'],
  ['a frame', '<iframe src="https://example.org" srcdoc="<script>alert(1)</script>"></iframe><object data="x"></object><embed src="x">'],
  ['a style sheet', '<style>* { display: none }</style><link rel="stylesheet" href="https://example.org">'],
  [
    'a form',
    '<form action="https://example.org"><input name="password" type="password"><button formaction="javascript:alert(1)">x</button></form>',
  ],
  ['an element out of its place', '<div style="position: fixed; inset: 0; background: url(https://example.org/a.png); z-index: 9">x</div>'],
  ['a redirect', '<meta http-equiv="refresh" content="0;url=https://example.org"><base href="https://example.org">'],
  [
    'SVG that scripts',
    '<svg onload="alert(1)"><script>alert(1)</script><foreignObject><b onclick="alert(1)">x</b></foreignObject><a xlink:href="javascript:alert(1)">x</a><use href="data:x"></use></svg>',
  ],
] as const) {
  test(`HTML in Markdown never brings ${what}`, () => {
    assert.doesNotMatch(
      html(source),
      /<script|\son\w+=|=\s*"?\s*java\s*script:|<iframe|<object|<embed|<style|<link|<form|password|<button|position|url\(|<meta|<base|foreignobject|<use/i,
    )
  })
}

test('harmless HTML stays: details, keys, colours, tables, drawings', () => {
  const kept =
    '<details open><summary>a</summary>b</details><kbd>C</kbd><span style="color:red">c</span><svg viewbox="0 0 1 1"><path d="M0 0"></path></svg>'
  assert.equal(html(`<div>${kept}</div>`), `<div>${kept}</div>`)
})

test('text that looks like a mark of the renderer cannot pull trusted HTML into an attribute', () => {
  const output = html('[a](https://example.org "0- &#xE000;0&#xE001; --0-") $x$')
  assert.match(output, /title="0- \uE0000\uE001 --0-"/)
})

test('code in Markdown is highlighted and escaped', () => {
  assert.match(html('```ts\nconst a = "<b>"\n```'), /<span class="k">const<\/span> a = <span class="s">&quot;&lt;b&gt;&quot;<\/span>/)
  assert.match(html('```unheard-of\n<b>\n```'), /<code>&lt;b&gt;<\/code>/)
})

test('headings get ids of their own, links to themselves and a place in the contents', () => {
  const outline = new Outline()
  const page = render(
    '# Title\n\n## Über $x$ & `code`\n\n#### Deep\n\n## Deep\n\n### [Linked](https://example.org)',
    imageEmbedder({}, undefined),
    outline,
  )
  assert.deepEqual(
    outline.headings.map(({ level, id }) => [level, id]),
    [
      [1, 'title'],
      [2, 'über-x--code'],
      [4, 'deep'],
      [2, 'deep-2'],
      [3, 'linked'],
    ],
  )
  for (const { id } of outline.headings) assert(page.includes(`id="${id}"`) && page.includes(`href="#${id}"`), id)
  assert.equal(titleOf(outline.headings)?.text, 'Title')
  const list = contents(outline.headings)
  assert.match(
    list,
    /^<ol><li><a href="#%C3%BCber-x--code">Über <span class="katex">.*<\/span> &amp; <code>code<\/code><\/a><\/li><li><a href="#deep-2">Deep<\/a><ol><li><a href="#linked">Linked<\/a><\/li><\/ol><\/li><\/ol>$/,
  )
})

test('with several headings of the first level none of them is the title', () => {
  const outline = new Outline()
  outline.add(1, 'A', 'A')
  outline.add(1, 'B', 'B')
  assert.equal(titleOf(outline.headings), undefined)
  assert.equal(contents(outline.headings), '<ol><li><a href="#a">A</a></li><li><a href="#b">B</a></li></ol>')
})

test('file names are not taken for addresses', () => {
  assert.equal(
    html('main.ts, node.js and https://example.org'),
    '<p>main.ts, node.js and <a href="https://example.org">https://example.org</a></p>\n',
  )
})

test("the page's own ids are not to be had", () => {
  assert.equal(html('<p id="report-plotly">a</p><p id="mine">b</p>'), '<p>a</p><p id="mine">b</p>')
  const outline = new Outline()
  assert.equal(outline.add(2, 'Report main', 'Report main'), 'section-report-main')
})
