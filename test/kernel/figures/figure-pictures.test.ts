import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Figure } from '../../../kernel/figures/figure.ts'
import type { FigureDrawer } from '../../../kernel/figures/figure-drawer.ts'
import { createFigurePictures } from '../../../kernel/figures/figure-pictures.ts'
import type { Picture } from '../../../kernel/figures/messages.ts'
import type { SessionEvent } from '../../../kernel/interpreter.ts'

const FIGURE = 'application/vnd.plotly.v1+json'

type Draw = (title: unknown, signal: AbortSignal) => Promise<Picture | undefined>

const drawn: Draw = async title => ({ png: `picture of ${title}`, width: 700, height: 450 })
/** Goes on until it is given up, as the real one does. */
const endless: Draw = (_, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

function pictures(draw: Draw | undefined, patience = 60_000) {
  const events: SessionEvent[] = []
  const log: string[] = []
  const asked: unknown[] = []
  const drawer: FigureDrawer | undefined = draw && {
    ready: async () => {},
    draw(figure: Figure, signal) {
      asked.push(figure.layout.title)
      return draw(figure.layout.title, signal)
    },
    close: async () => {},
  }
  const made = createFigurePictures({ listener: event => events.push(event), drawer, log: line => log.push(line), patience })
  return { ...made, events, log, asked }
}

function figure(title: string, more: object = {}, type = 'scatter'): Extract<SessionEvent, { type: 'display' }> {
  const data = { [FIGURE]: { data: [{ type, x: [1, 2] }], layout: { title } }, 'text/plain': title }
  return { type: 'display', cell: 3, display: { data }, ...more }
}

const text = (more: object = {}): SessionEvent => ({ type: 'display', cell: 3, display: { data: { 'text/plain': 'x' } }, ...more })

function ofDisplay(event: SessionEvent | undefined) {
  if (event?.type !== 'display') throw new Error(`not a display: ${JSON.stringify(event)}`)
  return { id: event.displayId, update: event.update ?? false, png: event.display.data['image/png'], metadata: event.display.metadata }
}

test('a figure is shown at once, and its picture joins it when the cell ends', async () => {
  const { pass, complete, events } = pictures(drawn)
  pass(figure('one'))
  assert.equal(events.length, 1)
  const first = ofDisplay(events[0])
  assert.equal(typeof first.id, 'string')
  assert.equal(first.png, undefined)
  await complete()
  assert.deepEqual(ofDisplay(events[1]), {
    id: first.id,
    update: true,
    png: 'picture of one',
    metadata: { 'image/png': { width: 700, height: 450 } },
  })
  const [before, after] = events.map(event => (event.type === 'display' ? event.display.data : {}))
  assert.deepEqual(after, { ...before, 'image/png': 'picture of one' })
  await complete()
  assert.equal(events.length, 2)
})

test('a figure that is a result is displayed with an id, so that it can be updated; other results stay results', async () => {
  const { pass, complete, events } = pictures(drawn)
  pass({ type: 'result', cell: 3, display: figure('one').display })
  pass({ type: 'result', cell: 3, display: { data: { 'text/plain': '2' } } })
  await complete()
  assert.deepEqual(
    events.map(event => event.type),
    ['display', 'result', 'display'],
  )
  assert.equal(ofDisplay(events[2]).id, ofDisplay(events[0]).id)
})

test('of a figure that is updated again and again only the last state is drawn', async () => {
  const { pass, complete, events, asked } = pictures(drawn)
  pass(figure('10 %', { displayId: 'p' }))
  for (const title of ['20 %', '90 %', '100 %']) pass(figure(title, { displayId: 'p', update: true }))
  assert.equal(events.length, 4)
  await complete()
  assert.deepEqual(asked, ['100 %'])
  assert.equal(ofDisplay(events[4]).png, 'picture of 100 %')
})

test('a figure that was replaced or cleared is not drawn, nor one that brings its own picture', async () => {
  const { pass, complete, asked } = pictures(drawn)
  pass(figure('replaced', { displayId: 'p' }))
  pass(text({ displayId: 'p', update: true }))
  pass(figure('cleared'))
  pass(figure('of another cell', { cell: 4 }))
  pass({ type: 'clear-output', cell: 3, wait: true })
  const own = figure('own').display.data
  pass({ type: 'display', cell: 3, display: { data: { ...own, 'image/png': 'mine' } } })
  await complete()
  assert.deepEqual(asked, ['of another cell'])
})

test('figures are drawn in the order in which they were shown; one that cannot be drawn is logged and the rest goes on', async () => {
  const { pass, complete, events, log } = pictures(async (title, signal) => {
    if (title === 'two') throw new Error('no such trace')
    return drawn(title, signal)
  })
  for (const title of ['one', 'two', 'three']) pass(figure(title))
  await complete()
  assert.deepEqual(
    events.slice(3).map(event => ofDisplay(event).png),
    ['picture of one', 'picture of three'],
  )
  assert.deepEqual(log, ['no picture of a figure: no such trace'])
})

test('traces that need a browser and very many values are not drawn; log and text say why', async () => {
  const { pass, complete, asked, log, events } = pictures(drawn)
  const refused = ['surface', 'scatter3d', 'scattergeo', 'choroplethmap', 'splom', 'parcoords']
  for (const type of refused) pass(figure(type, {}, type))
  const large = { data: [{ y: new Array(50_001).fill(1) }], layout: {} }
  pass({ type: 'display', cell: 3, display: { data: { [FIGURE]: large } } })
  const photo = { data: [{ type: 'image', source: 'data:image/jpeg;base64,' }], layout: {} }
  pass({ type: 'display', cell: 3, display: { data: { [FIGURE]: photo } } })
  const drawable = ['heatmap', 'scatterpolar', 'waterfall', 'ohlc', 'scattergl', 'sankey', 'treemap', 'sunburst', 'parcats', 'image']
  for (const type of drawable) pass(figure(type, {}, type))
  await complete()
  assert.deepEqual(asked, drawable)
  const texts = events.map(event => (event.type === 'display' ? event.display.data['text/plain'] : undefined))
  assert.equal(texts[0], 'surface\nNo picture here: surface is drawn by a browser only. JupyterLab and VS Code draw it.')
  assert.equal(texts[6], 'No picture here: it has 50001 values; up to 50000 are drawn. JupyterLab and VS Code draw it.')
  assert.match(String(texts[7]), /image is drawn by a browser only/)
  assert.deepEqual(texts.slice(8, 8 + drawable.length), drawable)
  assert.equal(log.length, 8)
  assert.equal(log[0], 'no picture of a figure: surface is drawn by a browser only')
})

test('a cell that waits too long for its pictures ends without them', async (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { pass, complete, events, log } = pictures(endless, 5000)
  pass(figure('one'))
  pass(figure('two'))
  const done = complete()
  await Promise.resolve()
  await new Promise(setImmediate)
  t.mock.timers.tick(5000)
  await done
  assert.equal(events.length, 2)
  assert.deepEqual(log, ['no picture of a figure: all together took longer than 5000 ms'])
})

test('an interrupt gives the pictures up', async () => {
  const { pass, complete, giveUp, events, log } = pictures(endless)
  pass(figure('one'))
  const done = complete()
  await new Promise(setImmediate)
  giveUp()
  await done
  assert.equal(events.length, 1)
  assert.deepEqual(log, ['no picture of a figure: interrupted'])
})

test('without a drawer events pass as they are', async () => {
  const { pass, complete, events } = pictures(undefined)
  const result: SessionEvent = { type: 'result', cell: 3, display: figure('one').display }
  pass(result)
  pass(figure('two'))
  await complete()
  assert.deepEqual(events, [result, figure('two')])
})
