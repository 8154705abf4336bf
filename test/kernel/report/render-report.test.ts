import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { Notebook } from '../../../kernel/report/notebook.ts'
import { readNotebook } from '../../../kernel/report/read-notebook.ts'
import { type RunInfo, renderReport } from '../../../kernel/report/render-report.ts'
import { code, display, figure, markdown, notebook, stdout } from './notebooks.ts'
import { showcase } from './showcase.ts'

const body = async (input: Notebook) => (await renderReport(input)).replace(/^[\s\S]*<main/, '').replace(/<\/main>[\s\S]*$/, '')

const run: RunInfo = {
  kernel: 'tsloom 0.1.0',
  node: 'v22.1.0',
  machine: 'Some CPU, linux x64',
  cores: 8,
  startedAt: new Date('2026-01-02T03:04:05Z'),
  wallTime: 83_400,
}

test('nothing in a report names a place to load from', async () => {
  const html = await renderReport(await readNotebook(showcase), { run })
  const outside = html.replace(/<script type="text\/plain"[\s\S]*?<\/script>/, '')
  assert.doesNotMatch(outside, /(?:src|srcset|poster)="?(?:https?:)?\/\//)
  assert.doesNotMatch(outside, /@import|url\((?!data:)/)
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(outside)?.[1] ?? ''
  assert.match(policy, /^default-src 'none'; script-src 'sha256-/)
  assert.doesNotMatch(policy, /script-src[^;]*unsafe-inline|https?:|\*/)
  // Hosts of links are not looked up ahead either; HTML knows no such element, so a script makes it.
  assert.deepEqual(outside.match(/<meta http-equiv="[^"]*"/g), ['<meta http-equiv="Content-Security-Policy"'])
  assert.match(outside, /<head>[^]*httpEquiv = 'x-dns-prefetch-control'[^]*<\/head>/)
})

test('each script of the page has its hash in the policy', async () => {
  const html = await renderReport(notebook(code('1', [figure()])))
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(match => match[1] ?? '')
  const packed = /<script type="text\/plain" id="report-plotly">([^<]*)</.exec(html)?.[1] ?? ''
  for (const text of [...scripts, gunzipSync(Buffer.from(packed, 'base64')).toString()]) {
    assert(html.includes(`'sha256-${createHash('sha256').update(text).digest('base64')}'`))
  }
})

test('a report with three figures is at most 2.5 MB; one without has neither library nor fonts', async () => {
  assert((await renderReport(await readNotebook(showcase))).length <= 2.5e6)
  const plain = await renderReport(notebook(markdown('# A'), code('1', [stdout('x')])))
  assert(plain.length < 50_000)
  assert.doesNotMatch(plain, /font\/woff2|report-plotly/)
})

test('only the fonts that the formulas use are embedded', async () => {
  const fonts = async (tex: string) =>
    [
      ...(await renderReport(notebook(markdown(`$${tex}$`)))).matchAll(
        /font-family:(KaTeX_\w+);font-style:\w+;font-weight:\w+;src:url\(data:font\/woff2/g,
      ),
    ].map(match => match[1])
  assert.deepEqual([...(await fonts('x'))].sort(), ['KaTeX_Main', 'KaTeX_Math'])
  assert((await fonts('\\mathbb{R}')).includes('KaTeX_AMS'))
  assert((await fonts('\\sum_{i}^{n}')).includes('KaTeX_Size1'))
})

for (const [tag, kept, gone] of [
  ['remove-cell', [], ['SOURCE', 'OUTPUT']],
  ['remove-input', ['OUTPUT'], ['SOURCE']],
  ['remove-output', ['SOURCE'], ['OUTPUT']],
  ['hide-input', ['<details class="source"><summary>', 'SOURCE', 'OUTPUT'], ['<details class="source" open']],
  ['hide_output', ['<details class="folded"><summary>Show output</summary>', '<details class="source" open', 'SOURCE', 'OUTPUT'], []],
  ['hide-cell', ['<details class="folded"><summary>Show this part</summary>', 'SOURCE', 'OUTPUT'], []],
] as const) {
  test(`the tag ${tag} does what its name says`, async () => {
    const html = await body(notebook(code('SOURCE', [stdout('OUTPUT')], [tag])))
    for (const text of kept) assert(html.includes(text), text)
    for (const text of gone) assert(!html.includes(text), text)
  })
}

test('what a removed cell holds is nowhere in the page, nor in its contents', async () => {
  const html = await renderReport(notebook(markdown('# A'), { ...markdown('## SECRET'), metadata: { tags: ['remove-cell'] } }))
  assert(!html.includes('SECRET') && !html.includes('secret'))
})

test('the richest form of an output is shown', async () => {
  const all = { 'text/plain': 'PLAIN', 'image/png': 'AAAA', 'text/html': '<b>HTML</b>' }
  assert.match(await body(notebook(code('', [display(all)]))), /<b>HTML<\/b>/)
  assert.match(await body(notebook(code('', [display({ 'text/plain': 'PLAIN', 'text/markdown': '*M*' })]))), /<em>M<\/em>/)
  assert.match(
    await body(notebook(code('', [display({ 'text/plain': 'A picture', 'image/png': 'AA\nAA' }, { 'image/png': { width: 30.4 } })]))),
    /<img src="data:image\/png;base64,AAAA" alt="A picture" width="30">/,
  )
  assert.match(await body(notebook(code('', [display({ 'application/vnd.other+json': { a: [1] } })]))), /<span class="p">a<\/span>: /)
  assert.match(
    await body(notebook(code('', [display({ 'application/x-odd': 'x' })]))),
    /no form that a report can show \(application\/x-odd\)/,
  )
  assert.match(await body(notebook(code('', [display({ 'text/latex': '$\\alpha$' })]))), /katex-display/)
})

test('a long line of text wraps; text in columns keeps its rows and scrolls', async () => {
  const shown = async (text: string) => await body(notebook(code('', [stdout(text), display({ 'text/plain': text })])))
  for (const text of ['NotShippableError: a long message, and what to do', '  indented\nlines', ''])
    assert.equal((await shown(text)).match(/<pre class="out text \w+ flow">/g)?.length, 2, text)
  for (const text of ['┌────┐\n│ ms │\n└────┘', 'step  coffee  tea\n   1  yield 2', '[\n  \x1b[33m1\x1b[39m,  \x1b[33m22\x1b[39m\n]'])
    assert.doesNotMatch(await shown(text), /flow/)
})

test('HTML without scripts is sanitised in place; with scripts it goes to a sandboxed frame', async () => {
  const inline = await body(
    notebook(code('', [display({ 'text/html': '<table><tr><td style="color: red; position: fixed">x</td></tr></table>' })])),
  )
  assert.match(inline, /<td style="color:red">x<\/td>/)
  for (const active of ['<script>1</script>', '<b onclick="1">x</b>', '<style>b {}</style>', '<canvas></canvas>']) {
    const html = await body(notebook(code('', [display({ 'text/html': active })])))
    assert.match(html, /<iframe class="frame" sandbox="allow-scripts" title="Output of cell 1" srcdoc="&lt;!doctype html&gt;/)
    assert(!html.includes(active))
  }
})

test('remote scripts are cut and named, and a picture beside them is preferred', async () => {
  const remote = '<div id="a"></div><script src="https://cdn.example.org/lib.js"></script><script>draw()</script>'
  const html = await body(notebook(code('', [display({ 'text/html': remote })])))
  assert.match(html, /wants to load <code>https:\/\/cdn\.example\.org\/lib\.js<\/code>/)
  assert.doesNotMatch(html, /script src=/)
  assert.match(await body(notebook(code('', [display({ 'text/html': remote, 'image/png': 'AAAA' })]))), /<img src="data:image\/png/)
})

test('a figure has a picture for readers without scripts', async () => {
  const html = await body(notebook(code('', [figure({ title: { text: 'T & T' } }, { 'image/png': 'AAAA' })])))
  assert.match(
    html,
    /<div class="figure" role="group" aria-label="T &amp; T" style="min-height:450px">.*<noscript><img src="data:image\/png;base64,AAAA" alt="Output of cell 1"><\/noscript>/s,
  )
})

test('data of a figure cannot end its script element', async () => {
  const html = await body(notebook(code('', [figure({ title: { text: '</script><script>alert(1)</script>' } })])))
  assert.doesNotMatch(html, /<script>alert/)
})

test('code generation is allowed in a page only where something in it needs that', async () => {
  const gl = display({ 'application/vnd.plotly.v1+json': { data: [{ type: 'scattergl', x: [1], y: [1] }] } })
  assert.doesNotMatch(await renderReport(notebook(code('', [figure()]))), /unsafe-eval/)
  assert.match(await renderReport(notebook(code('', [gl]))), /script-src[^;]*'unsafe-eval'/)
})

test('a map shows its picture or says why not', async () => {
  const map = { 'application/vnd.plotly.v1+json': { data: [{ type: 'scattergeo', lat: [1], lon: [1] }] } }
  assert.match(await body(notebook(code('', [display(map)]))), /loads its tiles from the network/)
  assert.match(await body(notebook(code('', [display({ ...map, 'image/png': 'AAAA' })]))), /<img src="data:image\/png/)
})

test('the footer tells how the report was made', async () => {
  const html = await renderReport(notebook(code('1')), { run })
  for (const fact of ['tsloom 0.1.0', 'v22.1.0', 'Some CPU, linux x64', '<dd>8</dd>', '2026-01-02 03:04:05 UTC', '1 min 23 s'])
    assert(html.includes(fact), fact)
  const saved = await renderReport({
    ...notebook(code('1')),
    metadata: {
      kernelspec: { name: 'tsloom', display_name: 'TypeScript (tsloom)' },
      language_info: { name: 'typescript', version: '7.0.2' },
    },
  })
  assert.match(saved, /TypeScript \(tsloom\).*typescript 7\.0\.2.*not run anew/)
})

test('the title is the given one, else that of the notebook, and stands in the page once', async () => {
  const title = async (input: Notebook, given?: string) =>
    /<title>(.*)<\/title>/.exec(await renderReport(input, given === undefined ? {} : { title: given }))?.[1]
  const headed = notebook(markdown('# First & foremost'))
  assert.equal(await title(headed), 'First &amp; foremost')
  assert.equal(await title(headed, 'Given'), 'Given')
  assert.equal(await title(notebook(code('1'))), 'Notebook')
  assert.match(await renderReport(notebook(code('1')), { name: 'analysis' }), /<title>analysis<\/title>[^]*<h1>analysis<\/h1>/)
  assert.doesNotMatch(await renderReport(headed, { name: 'analysis' }), /analysis/)
  assert.equal((await renderReport(headed)).match(/<h1/g)?.length, 1)
  assert.match(await renderReport(notebook(code('1')), { title: 'Given' }), /<h1>Given<\/h1>/)
})
