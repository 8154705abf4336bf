import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Message } from '../../kernel/protocol/message.ts'
import { contentOf, type TestKernel, testKernel } from '../support/kernel.ts'

let kernel: TestKernel
before(async () => {
  kernel = await testKernel()
})
after(() => kernel[Symbol.asyncDispose]())

/** The id of the cell that a text was printed into. */
async function cellThatPrinted(pattern: RegExp): Promise<unknown> {
  const message: Message = await kernel.next(
    ({ header, content }) => header.msg_type === 'stream' && pattern.test((content as { text: string }).text),
  )
  return (message.parent as { msg_id: string }).msg_id
}

const later: Readonly<Record<string, string>> = {
  'a timer': "setTimeout(() => console.log('late'), 50)",
  'an interval': "const pulse = setInterval(() => { console.log('late'); clearInterval(pulse) }, 50)",
  'a timer of node:timers/promises':
    "import { setTimeout as sleep } from 'node:timers/promises'\nvoid (async () => { await sleep(50); console.log('late') })()",
  'a promise': "void new Promise(resolve => setTimeout(resolve, 50)).then(() => console.log('late'))",
  'an async function': "void (async () => { await new Promise(resolve => setTimeout(resolve, 50)); console.log('late') })()",
  'a chain of timers': "setTimeout(() => setTimeout(() => setImmediate(() => queueMicrotask(() => console.log('late'))), 20), 20)",
  'an event':
    "import { EventEmitter } from 'node:events'\nconst bus = new EventEmitter()\nbus.once('x', () => console.log('late'))\nsetTimeout(() => bus.emit('x'), 50)",
  'a child process’s event': "import { execFile } from 'node:child_process'\nexecFile('sleep', ['0.05'], () => console.log('late'))",
  'the console, asked in a timer of stderr': "setTimeout(() => console.error('late'), 50)",
}

for (const [what, code] of Object.entries(later))
  test(`what ${what} prints after its cell has ended goes to that cell`, async () => {
    const printed = cellThatPrinted(/late/)
    const { id, reply } = await kernel.client.execute(code)
    assert.equal(reply.status, 'ok')
    await kernel.run("await new Promise(resolve => setTimeout(resolve, 1)); console.log('other')")
    assert.equal(await printed, id)
  })

test('a timer of an earlier cell prints into that cell while another runs', async () => {
  const printed = cellThatPrinted(/meanwhile/)
  const { id } = await kernel.client.execute("setTimeout(() => console.log('meanwhile'), 20)")
  const second = await kernel.run(
    "for (let i = 0; i < 10; i++) { await new Promise(resolve => setTimeout(resolve, 5)); console.log('second') }",
  )
  assert.equal(await printed, id)
  assert.equal(second.stdout, 'second\n'.repeat(10))
})

test('a helper of an earlier cell prints into the cell that calls it', async () => {
  await kernel.run(
    "async function helper() { await null; console.log('helped'); await new Promise(resolve => setTimeout(resolve, 5)); console.log('again') }",
  )
  assert.equal((await kernel.run('await helper()')).stdout, 'helped\nagain\n')
})

test('two helpers under way at once print into their own cells', async () => {
  await kernel.run(
    'async function say(what: string) { for (let i = 0; i < 20; i++) { await new Promise(resolve => setTimeout(resolve, 1)); console.log(what) } }',
  )
  const texts = new Map<string, string>()
  const stop = kernel.client.onMessage(({ header, parent, content }) => {
    const { msg_id } = parent as { msg_id: string }
    if (header.msg_type === 'stream') texts.set(msg_id, (texts.get(msg_id) ?? '') + (content as { text: string }).text)
  })
  const first = await kernel.client.execute("void say('first')")
  const second = await kernel.client.execute("await say('second'); await new Promise(resolve => setTimeout(resolve, 50))")
  stop()
  assert.equal(texts.get(first.id), 'first\n'.repeat(20))
  assert.equal(texts.get(second.id), 'second\n'.repeat(20))
})

test('a late display goes to the cell that asked for it', async () => {
  const shown = kernel.next(({ header }) => header.msg_type === 'display_data')
  const { id } = await kernel.client.execute("import { display, html } from 'tsloom'\nsetTimeout(() => display(html('<b>late</b>')), 30)")
  const message = await shown
  assert.deepEqual(
    [(message.parent as { msg_id: string }).msg_id, (contentOf(message).data as Record<string, string>)['text/html']],
    [id, '<b>late</b>'],
  )
})

test('a listener can be taken off again, whoever put it on', async () => {
  const { result } = await kernel.run(`
    import { EventEmitter, once } from 'node:events'
    const e = new EventEmitter(); let calls = 0
    const listener = () => calls++
    e.on('x', listener); e.once('x', listener); e.emit('x'); e.off('x', listener); e.emit('x')
    setTimeout(() => e.emit('y', 5))
    const [five] = await once(e, 'y')
    ;[calls, e.listenerCount('x'), five].join()`)
  assert.equal(result, "'2,0,5'")
})

test('output of native code and of child processes is caught', async () => {
  const cell = await kernel.run(`
    import { writeSync } from 'node:fs'
    import { execSync, spawnSync } from 'node:child_process'
    writeSync(1, 'raw out\\n'); writeSync(2, 'raw err\\n')
    spawnSync('echo', ['inherited'], { stdio: 'inherit' })
    execSync('echo to stderr >&2', { stdio: ['ignore', 'inherit', 'inherit'] })`)
  assert.equal(cell.stdout, 'raw out\ninherited\n')
  assert.equal(cell.stderr, 'raw err\nto stderr\n')
})

test('a character that comes in pieces arrives whole', async () => {
  const { stdout } = await kernel.run(`
    const bytes = Buffer.from('😀é')
    for (const byte of bytes) { process.stdout.write(Buffer.of(byte)); await null }
    process.stdout.write('Cg==', 'base64')
    import { writeSync as raw } from 'node:fs'
    for (const byte of bytes) { raw(1, Buffer.of(byte)); await new Promise(resolve => setTimeout(resolve, 2)) }`)
  assert.equal(stdout, '😀é\n😀é')
})

test('write calls its callback, console.log formats, and unusual ways to print print', async () => {
  const { stdout, stderr } = await kernel.run(`
    import { Readable } from 'node:stream'
    import { pipeline } from 'node:stream/promises'
    await new Promise<void>(resolve => process.stdout.write('called', () => resolve()))
    console.log(' %s %d', 'back', 5); console.table([{ a: 1 }]); console.dir({ b: 2 }); console.assert(false, 'asserted')
    Readable.from(['piped\\n']).pipe(process.stdout, { end: false })
    await new Promise(resolve => setTimeout(resolve, 5))`)
  assert.match(stdout, /^called back 5\n┌[^]*\{ b: 2 \}\npiped\n$/)
  assert.match(stderr, /asserted/)
})
