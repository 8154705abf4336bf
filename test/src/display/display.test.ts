import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { configureEnvironment, type DisplayRequest } from '../../../src/environment.ts'
import { clearOutput, display, html, image, JUPYTER_DISPLAY, json, latex, markdown, type PlotTrace, plot, svg } from '../../../src/index.ts'

afterEach(() => configureEnvironment({}))

function sink(): DisplayRequest[] {
  const requests: DisplayRequest[] = []
  configureEnvironment({ display: request => requests.push(request) })
  return requests
}

test('html escapes what is put in, but not other html', () => {
  const list = html`<ul>${['<a>', 'b & c'].map(text => html`<li title="${'"'}">${text}</li>`)}</ul>`
  assert.equal(list.html, '<ul><li title="&quot;">&lt;a&gt;</li><li title="&quot;">b &amp; c</li></ul>')
  assert.equal(html`${null}${undefined}${false}${0}`.html, '0')
  assert.equal(html('<b>as it is</b>').html, '<b>as it is</b>')
})

test('each maker gives its MIME type beside plain text', () => {
  const types = [html('<i>x</i>'), markdown('*x*'), latex('$x$'), svg('<svg/>'), json({ a: 1 })].map(shown => Object.keys(shown.data))
  assert.deepEqual(
    types,
    ['text/html', 'text/markdown', 'text/latex', 'image/svg+xml', 'application/json'].map(type => [type, 'text/plain']),
  )
  assert.throws(() => json(() => 1), /no JSON form/)
})

test('an image is recognised by its bytes and carries its size', () => {
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 1, 2])
  const shown = image(png, { width: 20, alt: 'a dot' })
  assert.equal(shown.data['image/png'], Buffer.from(png).toString('base64'))
  assert.deepEqual(shown[JUPYTER_DISPLAY](), { data: shown.data, metadata: { 'image/png': { width: 20, alt: 'a dot' } } })
  assert.throws(() => image(Uint8Array.of(0)), /pass \{ format/)
})

test('display sends at once, and its handle replaces what it showed', async () => {
  const requests = sink()
  const pending = display(html`<b>1</b>`)
  assert.equal(requests.length, 1)
  const handle = await pending
  await handle.update(markdown('2'))
  await display('3', { id: handle.id, update: true })
  assert.deepEqual(
    requests.map(({ displayId, update }) => [displayId === handle.id, update]),
    [
      [true, undefined],
      [true, true],
      [true, true],
    ],
  )
  assert.deepEqual(
    requests.map(({ data }) => Object.values(data)[0]),
    ['<b>1</b>', '2', '3'],
  )
})

test('display takes bundles, values with a method of their own, and anything else', async () => {
  const requests = sink()
  await display({ 'text/html': '<p>', 'text/plain': 'p' })
  await display({ [JUPYTER_DISPLAY]: async () => ({ data: { 'text/plain': 'own' }, metadata: { m: 1 } }) })
  await display({ a: 1 })
  assert.deepEqual(
    requests.map(({ data, metadata }) => [data, metadata]),
    [
      [{ 'text/html': '<p>', 'text/plain': 'p' }, {}],
      [{ 'text/plain': 'own' }, { m: 1 }],
      [{ 'text/plain': '{ a: \u001b[33m1\u001b[39m }' }, {}],
    ],
  )
})

test('clearOutput asks the surroundings', () => {
  const calls: boolean[] = []
  configureEnvironment({ clearOutput: wait => calls.push(wait) })
  clearOutput()
  clearOutput({ wait: true })
  assert.deepEqual(calls, [false, true])
})

test('a figure is JSON with the house theme under the user’s layout, and says what it is in plain text', () => {
  const figure = plot([{ x: new Float64Array([1, Number.NaN]), y: [1n as unknown as number, 2], name: 'measured' }], {
    title: 'Wall time',
    xaxis: { title: 'threads', type: 'log' },
    plot_bgcolor: 'white',
  })
  const content = figure.data['application/vnd.plotly.v1+json'] as {
    data: Record<string, unknown>[]
    layout: Record<string, Record<string, unknown>>
  }
  assert.deepEqual(JSON.parse(JSON.stringify(content)), content)
  assert.deepEqual(content.data[0]?.x, [1, null])
  assert.deepEqual(content.layout.title, { text: 'Wall time' })
  assert.deepEqual(content.layout.xaxis?.title, { text: 'threads' })
  assert.equal(content.layout.plot_bgcolor, 'white')
  assert.equal((content.layout.template as { layout: { paper_bgcolor: string } }).layout.paper_bgcolor, 'rgba(0, 0, 0, 0)')
  assert.equal(figure.data['text/plain'], 'Plotly figure “Wall time”: measured')
  assert.equal('text/html' in figure.data, false)
  assert.throws(() => plot([null as never]), /trace 0 is null/)
})

test('kinds of traces that Plotly colours for white pages, or in red and green, have colours of the house', () => {
  const templateOf = (trace: PlotTrace, layout = {}) =>
    (plot([trace], layout).data['application/vnd.plotly.v1+json'] as { layout: { template: Template } }).layout.template
  interface Template {
    readonly data: Record<string, [Record<string, unknown>]>
    readonly layout: Record<string, Record<string, unknown>>
  }
  assert.deepEqual(templateOf({ y: [1] }).data, {})
  assert.deepEqual(templateOf({ type: 'heatmap', z: [[1]] }).data, { heatmap: [{ colorscale: 'Viridis' }] })
  const { link } = templateOf({ type: 'sankey' }).data.sankey?.[0] ?? {}
  assert.deepEqual(link, { color: 'rgba(128, 128, 128, 0.35)' })
  const { cells } = templateOf({ type: 'table' }).data.table?.[0] ?? {}
  assert.deepEqual((cells as { fill?: object } | undefined)?.fill, { color: 'rgba(0, 0, 0, 0)' })
  assert.equal(templateOf({ type: 'scatterternary' }).layout.ternary?.bgcolor, 'rgba(0, 0, 0, 0)')
  assert.equal(templateOf({ y: [1] }).layout.ternary, undefined)
  assert.ok(templateOf({ y: [1] }, { updatemenus: [] }).layout.updatemenudefaults)
})
