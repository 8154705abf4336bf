import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseNotebook } from '../../../kernel/report/parse-notebook.ts'
import { renderIndex } from '../../../kernel/report/render-index.ts'

const notebook = (...cells: object[]) => parseNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }), 'n.ipynb')
const markdown = (source: string) => ({ cell_type: 'markdown', id: 'm', metadata: {}, source })

test('a card tells heading, first paragraph, time and figures, and leads to the report', async () => {
  const figure = { output_type: 'display_data', data: { 'application/vnd.plotly.v1+json': { data: [] } }, metadata: {} }
  const code = { cell_type: 'code', id: 'c', metadata: {}, execution_count: 1, source: '1', outputs: [figure] }
  const html = await renderIndex([
    {
      href: 'a b.html',
      notebook: notebook(markdown('# Threads\n\nFive of `them`,\ntwice.\n\nMore.'), code),
      outcome: 'ok',
      wallTime: 1500,
    },
  ])
  assert.match(
    html,
    /<a href="a%20b\.html"><strong>Threads<\/strong>\s*<span>Five of them, twice\.<\/span><small>1\.5 s · 1 figure<\/small>/,
  )
})

test('a card has text without its marks, and code as it is', async () => {
  const text = '# T\n\nA `function*` and **bold**, *soft* [link](https://x.y), perf_counter, 2 * 3 * 4, `a_b_c`.'
  const html = await renderIndex([{ href: 'a.html', notebook: notebook(markdown(text)), outcome: 'ok', wallTime: 1 }])
  assert.match(html, /<span>A function\* and bold, soft link, perf_counter, 2 \* 3 \* 4, a_b_c\.<\/span>/)
})

test('a notebook that failed says so, and one without text goes by its file', async () => {
  const html = await renderIndex([{ href: '<x>.html', notebook: notebook(), outcome: 'failed', wallTime: 10 }])
  assert.match(html, /class="card bad"/)
  assert.match(html, /<strong>&lt;x&gt;\.html<\/strong>/)
  assert.match(html, /failed after 10 ms/)
})
