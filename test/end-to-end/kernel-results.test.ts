import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { contentOf, type TestKernel, testKernel } from '../support/kernel.ts'

let kernel: TestKernel
before(async () => {
  kernel = await testKernel()
})
after(() => kernel[Symbol.asyncDispose]())

test('a result is shown as util.inspect does, in colour', async () => {
  const { shown } = await kernel.run("({ n: 1, text: 'a', list: [true, null], map: new Map([['k', 2n]]) })")
  assert.equal(
    shown[0]?.['text/plain'],
    "{ n: \u001b[33m1\u001b[39m, text: \u001b[32m'a'\u001b[39m, list: [ \u001b[33mtrue\u001b[39m, \u001b[1mnull\u001b[22m ], map: Map(1) { \u001b[32m'k'\u001b[39m => \u001b[33m2n\u001b[39m } }",
  )
})

test('circular, huge and hostile results are shown', async () => {
  assert.match((await kernel.run('const round: Record<string, unknown> = {}; round.self = round; round')).result ?? '', /Circular/)
  assert.equal(
    (await kernel.run("new Proxy({ a: 1 }, { get() { throw new Error('trap') }, ownKeys() { throw new Error('trap') } })")).result,
    '{ a: 1 }',
  )
  assert.match((await kernel.run("({ get bad(): number { throw new Error('getter') } })")).result ?? '', /Getter/)
  assert.ok(((await kernel.run("'x'.repeat(1e8)")).result?.length ?? 0) < 20_000)
  assert.ok(((await kernel.run('new Array(1e7).fill(1)')).result?.length ?? 0) < 20_000)
  const custom = await kernel.run("({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('custom') } })")
  assert.equal(custom.errors[0]?.message, 'custom')
})

test('a promise or a task is shown, not waited for', async () => {
  assert.match((await kernel.run('new Promise(() => {})')).result ?? '', /Promise \{ <pending> \}/)
})

test('an object with a Jupyter.display method shows itself, also later, also with metadata', async () => {
  const display = "Symbol.for('Jupyter.display')"
  assert.deepEqual((await kernel.run(`({ [${display}]() { return { 'text/html': '<b>x</b>', 'text/plain': 'x' } } })`)).shown, [
    { 'text/html': '<b>x</b>', 'text/plain': 'x' },
  ])
  assert.deepEqual((await kernel.run(`({ async [${display}]() { await 1; return { 'application/json': { a: [1] } } } })`)).shown, [
    { 'application/json': { a: [1] } },
  ])
  const { messages } = await kernel.run(`({ [${display}]() { return { data: { 'text/plain': 'x' }, metadata: { width: 5 } } } })`)
  const result = messages.find(({ header }) => header.msg_type === 'execute_result')
  assert.ok(result)
  assert.deepEqual([contentOf(result).data, contentOf(result).metadata], [{ 'text/plain': 'x' }, { width: 5 }])
  assert.match((await kernel.run(`({ [${display}]() { return 'text' } })`)).errors[0]?.message ?? '', /must return an object of MIME type/)
  const big = await kernel.run(`({ [${display}]() { return { 'application/json': { n: 1n } } } })`)
  assert.match(big.errors[0]?.message ?? '', /display.*what JSON cannot hold: .*BigInt/)
  assert.equal((await kernel.run(`({ [${display}]() { throw new Error('own fault') } })`)).errors[0]?.message, 'own fault')
})

test('display shows HTML, Markdown, SVG, images and JSON', async () => {
  const { shown, status } = await kernel.run(`
    import { display, html, markdown, svg, json, image } from 'tsloom'
    display(html('<b>h</b>')); display(markdown('# m')); display(svg('<svg/>')); display(json({ a: 1 }))
    display(image(new Uint8Array([137, 80, 78, 71]), { format: 'png' } as never))`)
  assert.equal(status, 'ok')
  assert.deepEqual(
    [shown[0]?.['text/html'], shown[1]?.['text/markdown'], shown[2]?.['image/svg+xml'], shown[3]?.['application/json']],
    ['<b>h</b>', '# m', '<svg/>', { a: 1 }],
  )
  assert.equal(shown[4]?.['image/png'], 'iVBORw==')
})

test('a display is updated in place', async () => {
  const { messages } = await kernel.run("const handle = await display('one'); await handle.update('two'); 0")
  const [first, second] = messages.filter(({ header }) => header.msg_type.includes('display_data'))
  assert.deepEqual([first?.header.msg_type, second?.header.msg_type], ['display_data', 'update_display_data'])
  assert.ok(first && second)
  const id = (contentOf(first).transient as { display_id: string }).display_id
  assert.ok(id)
  assert.deepEqual(contentOf(second).transient, { display_id: id })
})

test('clearOutput clears, at once or with the next output', async () => {
  const { messages } = await kernel.run(
    "import { clearOutput } from 'tsloom'\nconsole.log('gone'); clearOutput(); clearOutput({ wait: true } as never); console.log('stays')",
  )
  assert.deepEqual(
    messages.map(({ header }) => header.msg_type).filter(type => type !== 'status'),
    ['execute_input', 'stream', 'clear_output', 'clear_output', 'stream'],
  )
})

test('outputs keep their order across kinds', async () => {
  const { messages } = await kernel.run("console.log('1'); display('2'); console.error('3'); display('4'); console.log('5'); '6'")
  const order = messages.map(message => {
    const { text, data } = contentOf(message) as { text?: string; data?: Record<string, string> }
    return text?.trim() ?? stripVTControlCharacters(data?.['text/plain'] ?? '').replaceAll("'", '')
  })
  assert.deepEqual(order.filter(Boolean).join(''), '123456')
})

test('a notebook written for tslab runs unchanged', async () => {
  await using tslab = await testKernel()
  assert.equal((await tslab.run("import * as tslab from 'tslab'")).status, 'ok')
  const { shown } = await tslab.run(
    "tslab.display.html('<b>x</b>'); tslab.display.markdown('*m*'); tslab.display.text('t'); tslab.display.png(new Uint8Array([1, 2]))",
  )
  assert.deepEqual(shown, [{ 'text/html': '<b>x</b>' }, { 'text/markdown': '*m*' }, { 'text/plain': 't' }, { 'image/png': 'AQI=' }])
  const updated = await tslab.run("const handle = tslab.newDisplay(); handle.text('one'); handle.text('two')")
  assert.deepEqual(
    updated.messages.map(({ header }) => header.msg_type).filter(type => type.includes('display')),
    ['display_data', 'update_display_data'],
  )
  // tslab's compiler options are laxer than strict.
  const lax = await tslab.run('function loose(x) { return x }\nlet nothing: string = null\nloose(5)')
  assert.deepEqual([lax.status, lax.result], ['ok', '5'])
})
