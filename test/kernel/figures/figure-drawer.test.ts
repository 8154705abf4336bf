import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { inflateSync } from 'node:zlib'
import { figureIn } from '../../../kernel/figures/figure.ts'
import { createFigureDrawer, type FigureDrawerOptions } from '../../../kernel/figures/figure-drawer.ts'
import { plot } from '../../../src/display/plot.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

type Figure = Parameters<ReturnType<typeof createFigureDrawer>['draw']>[0]

const never = new AbortController().signal
const figureOf = (...given: Parameters<typeof plot>) => plot(...given).data['application/vnd.plotly.v1+json'] as Figure

function drawer(t: TestContext, options?: FigureDrawerOptions) {
  const made = createFigureDrawer(options)
  t.after(() => made.close())
  return made
}

/** A thread that behaves as its text says; `say` answers, `ask` is called with each figure. */
function thread(t: TestContext, text: string): URL {
  const file = join(temporaryFolder(t), 'thread.mjs')
  const frame = `import { parentPort } from 'node:worker_threads'\nconst say = message => parentPort.postMessage(message)\n`
  writeFileSync(file, frame + text)
  return pathToFileURL(file)
}

/** Shares of the image's bytes (filtered lines): a blank image has few values. */
function inspectPng(base64: string) {
  const png = Buffer.from(base64, 'base64')
  const parts: Buffer[] = []
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  const values = new Set(inflateSync(Buffer.concat(parts)))
  return { signature: png.toString('latin1', 1, 4), width: png.readUInt32BE(16), height: png.readUInt32BE(20), values: values.size }
}

test('a figure becomes a PNG that is not blank, sharp and small', { timeout: 120_000 }, async t => {
  const { draw } = drawer(t, { figureLimit: 60_000, startLimit: 60_000 })
  const lines = figureOf([{ x: [1, 2, 4], y: [8, 4.2, 2.3], name: 'threads' }], {
    title: 'Wall time',
    xaxis: { title: 'cores', type: 'log' },
  })
  const picture = await draw(lines, never)
  assert.ok(picture)
  assert.deepEqual([picture.width, picture.height], [700, 450])
  const { signature, width, height, values } = inspectPng(picture.png)
  assert.deepEqual([signature, width, height], ['PNG', 1400, 900])
  assert.ok(values > 100, `${values} different bytes`)
  assert.ok(picture.png.length < 140_000, `${picture.png.length} characters`)

  const small = await draw(
    figureOf(
      [
        {
          type: 'heatmap',
          z: [
            [1, 2],
            [3, 4],
          ],
        },
        { type: 'violin', y: [1, 2, 2, 3] },
      ],
      { width: 300, height: 200 },
    ),
    never,
  )
  assert.deepEqual([small?.width, small?.height], [300, 200])
  assert.ok(inspectPng(small?.png ?? '').values > 100)
})

test('flows, trees and what only browsers draw fast become pictures too', { timeout: 120_000 }, async t => {
  const { draw } = drawer(t, { figureLimit: 60_000, startLimit: 60_000 })
  const tree = { labels: ['root', 'left', 'right'], parents: ['', 'root', 'root'], values: [3, 1, 2], branchvalues: 'total' }
  const blank = (await draw(figureOf([{ x: [], y: [] }], { xaxis: { visible: false }, yaxis: { visible: false } }), never))?.png
  const traces = [
    { type: 'sankey', node: { label: ['a', 'b', 'c'] }, link: { source: [0, 1], target: [2, 2], value: [8, 4] } },
    { type: 'treemap', ...tree },
    { type: 'icicle', ...tree },
    { type: 'sunburst', ...tree },
    {
      type: 'parcats',
      dimensions: [
        { label: 'one', values: ['x', 'y'] },
        { label: 'two', values: ['p', 'q'] },
      ],
    },
    { type: 'scattergl', mode: 'lines', x: [1, 2, 3], y: [2, 1, 3], xaxis: 'x', yaxis: 'y' },
  ]
  for (const trace of traces) {
    const data = figureIn(plot([trace], { width: 300, height: 200, xaxis: { visible: false }, yaxis: { visible: false } }).data)
    const picture = await draw(data as Figure, never)
    const colours = inspectPng(picture?.png ?? '').values
    assert.ok(colours > inspectPng(blank ?? '').values + 10, `${trace.type}: ${colours}`)
  }
})

test('a thread that takes too long is ended, and the next figure has a fresh one', { timeout: 60_000 }, async t => {
  const entry = thread(
    t,
    `parentPort.on('message', ({ figure }) => {
      while (figure.layout.title === 'hangs');
      say({ type: 'drawn', picture: { png: figure.layout.title, width: 1, height: 1 } })
    })
    say({ type: 'ready' })`,
  )
  const { draw } = drawer(t, { entry, figureLimit: 300 })
  await assert.rejects(draw({ data: [], layout: { title: 'hangs' } }, never), /it took longer to draw than 300 ms/)
  assert.equal((await draw({ data: [], layout: { title: 'fine' } }, never))?.png, 'fine')
})

test('a figure that is given up ends its thread, with the reason', { timeout: 60_000 }, async t => {
  const entry = thread(t, `parentPort.on('message', () => { for (;;); })\nsay({ type: 'ready' })`)
  const { ready, draw } = drawer(t, { entry, figureLimit: 60_000 })
  await ready()
  const giving = new AbortController()
  const drawing = draw({ data: [], layout: {} }, giving.signal)
  setImmediate(() => giving.abort(new Error('interrupted')))
  await assert.rejects(drawing, /interrupted/)
})

test('what Plotly refuses is the reason; the thread goes on', { timeout: 60_000 }, async t => {
  const entry = thread(
    t,
    `let figures = 0
    parentPort.on('message', () => say(figures++ === 0 ? { type: 'failed', reason: 'Error: bad axis' } : { type: 'drawn', picture: { png: 'x', width: 1, height: 1 } }))
    say({ type: 'ready' })`,
  )
  const { draw } = drawer(t, { entry })
  await assert.rejects(draw({ data: [], layout: {} }, never), /bad axis/)
  assert.equal((await draw({ data: [], layout: {} }, never))?.png, 'x')
})

test('where the thread cannot start that is said once, and not tried again', { timeout: 60_000 }, async t => {
  const { ready, draw } = drawer(t, { entry: thread(t, `throw new Error('no binary for this platform')`) })
  await ready()
  await assert.rejects(draw({ data: [], layout: {} }, never), /figures cannot be drawn here \(no binary for this platform\)/)
  assert.equal(await draw({ data: [], layout: {} }, never), undefined)
})

test('a thread without work ends by itself, and one that is closed starts no more', { timeout: 60_000 }, async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const entry = thread(
    t,
    `const id = String(process.hrtime())
    parentPort.on('message', () => say({ type: 'drawn', picture: { png: id, width: 1, height: 1 } }))
    say({ type: 'ready' })`,
  )
  const { draw, close } = drawer(t, { entry, idleLimit: 1000 })
  const draws = async () => (await draw({ data: [], layout: {} }, never))?.png
  const first = await draws()
  assert.equal(await draws(), first)
  t.mock.timers.tick(1000)
  assert.notEqual(await draws(), first)
  await close()
  assert.equal(await draws(), undefined)
})
