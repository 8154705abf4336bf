import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Dealer } from 'zeromq'
import { createCodec } from '../../kernel/protocol/codec.ts'
import { addressOf } from '../../kernel/protocol/connection-file.ts'
import { createComposer, type Message } from '../../kernel/protocol/message.ts'
import { contentOf, type TestKernel, testKernel } from '../support/kernel.ts'

let kernel: TestKernel
before(async () => {
  kernel = await testKernel()
})
after(() => kernel[Symbol.asyncDispose]())

async function ask(type: string, content: unknown): Promise<Record<string, unknown>> {
  return contentOf(await kernel.client.request('shell', type, content))
}

const comm = (type: string) => (message: Message) => message.header.msg_type === type

test('the kernel says who it is', async () => {
  const { info } = kernel.client
  assert.deepEqual(
    [info.implementation, (info.language_info as Record<string, string>).name, (info.language_info as Record<string, string>).mimetype],
    ['tsloom', 'typescript', 'application/typescript'],
  )
  assert.equal(info.protocol_version, '5.5')
})

test('completion, inspection, is_complete and heartbeat are answered while a cell spins', async () => {
  await kernel.run("interface Shape { radius: number; colour: string }\nconst shape: Shape = { radius: 1, colour: 'red' }")
  const spinning = kernel.run("console.log('go'); for (;;) {}")
  await spinning.printed(/go/)
  const completed = await ask('complete_request', { code: 'shape.rad', cursor_pos: 9 })
  assert.deepEqual([completed.matches, completed.cursor_start, completed.cursor_end], [['radius'], 6, 9])
  const inspected = await ask('inspect_request', { code: 'shape', cursor_pos: 2, detail_level: 0 })
  assert.match((inspected.data as Record<string, string>)['text/plain'] ?? '', /const shape: Shape/)
  assert.deepEqual(await ask('is_complete_request', { code: 'for (;;) {' }), { status: 'incomplete', indent: '  ' })
  await kernel.client.heartbeat()
  assert.equal((await ask('kernel_info_request', {})).implementation, 'tsloom')
  await kernel.client.interrupt()
  assert.equal((await spinning).reply.ename, 'InterruptError')
})

test('magics and their options are completed and inspected', async () => {
  assert.ok(((await ask('complete_request', { code: '%%thr', cursor_pos: 5 })).matches as string[]).some(match => match.includes('thread')))
  assert.ok(((await ask('complete_request', { code: '%%thread --ti', cursor_pos: 13 })).matches as string[]).includes('--timeout'))
  const inspected = await ask('inspect_request', { code: '%%thread -n 2', cursor_pos: 5, detail_level: 0 })
  assert.match((inspected.data as Record<string, string>)['text/plain'] ?? '', /-n N/)
})

test('names from a magic’s body and of a thread’s scope are completed', async () => {
  const code = '%%thread -n 2\nconst local = index\nloc'
  assert.ok(((await ask('complete_request', { code, cursor_pos: code.length })).matches as string[]).includes('local'))
})

test('is_complete tells complete, incomplete and invalid code apart', async () => {
  const status = async (code: string) => (await ask('is_complete_request', { code })).status
  assert.deepEqual(await Promise.all(['1 + 1', '{ a: 1, b: 2 }', 'function f() {', 'const = 1', '`open', '%time 1'].map(status)), [
    'complete',
    'complete',
    'incomplete',
    'invalid',
    'incomplete',
    'complete',
  ])
})

test('input asks the front end, also for a password, one question after the other', async () => {
  const asked: [string, boolean][] = []
  const cell = await kernel.run(
    "import { input } from 'tsloom/jupyter'\nconst [a, b] = await Promise.all([input('first? '), input('second? ', { password: true })])\na + b",
    {
      stdin: (prompt, password) => {
        asked.push([prompt, password])
        return prompt === 'first? ' ? 'ü' : '😀'
      },
    },
  )
  assert.equal(cell.result, "'ü😀'")
  assert.deepEqual(asked, [
    ['first? ', false],
    ['second? ', true],
  ])
})

test('input fails with a reason where nobody can be asked', async () => {
  const { errors } = await kernel.run("await input('?')")
  assert.match(errors[0]?.message ?? '', /input/)
  assert.equal((await kernel.run('1')).status, 'ok')
})

test('a comm opened by a cell speaks both ways', async () => {
  const opened = kernel.next(comm('comm_open'))
  await kernel.run(
    "import { openComm } from 'tsloom/jupyter'\nconst line = openComm('front', { hello: 1 }, { metadata: { m: 1 }, buffers: [new Uint8Array([1, 2, 3])] })\nline.onMessage((data: any) => { console.log('got', data.n); line.send({ doubled: data.n * 2 }) })\nline.onClose(() => console.log('closed by front end'))",
  )
  const open = await opened
  const { comm_id: id, target_name, data } = contentOf(open)
  assert.deepEqual([target_name, data, open.metadata.m], ['front', { hello: 1 }, 1])
  assert.deepEqual(
    open.buffers.map(buffer => [...buffer]),
    [[1, 2, 3]],
  )
  assert.deepEqual((await ask('comm_info_request', {})).comms, { [String(id)]: { target_name: 'front' } })

  const answer = kernel.next(comm('comm_msg'))
  const printed = kernel.next(message => message.header.msg_type === 'stream' && /got/.test(String(contentOf(message).text)))
  const sent = kernel.client.send('shell', { type: 'comm_msg', content: { comm_id: id, data: { n: 21 } } })
  assert.deepEqual(contentOf(await answer).data, { doubled: 42 })
  // What the handler prints belongs to the message that set it off.
  assert.equal(((await printed).parent as { msg_id: string }).msg_id, sent.header.msg_id)

  const closed = kernel.next(message => message.header.msg_type === 'stream' && /closed/.test(String(contentOf(message).text)))
  kernel.client.send('shell', { type: 'comm_close', content: { comm_id: id, data: {} } })
  await closed
  assert.deepEqual((await ask('comm_info_request', {})).comms, {})
  assert.equal((await kernel.run('line.isOpen')).result, 'false')
  assert.match((await kernel.run('line.send({})')).errors[0]?.message ?? '', /closed/)
})

test('a comm opened by the front end finds its target, or is closed', async () => {
  await kernel.run(
    "import { onComm } from 'tsloom/jupyter'\nonComm('echo', (comm, data) => { comm.send({ opened: data }); comm.onMessage(message => comm.send({ echo: message })) })",
  )
  const hello = kernel.next(comm('comm_msg'))
  kernel.client.send('shell', { type: 'comm_open', content: { comm_id: 'mine', target_name: 'echo', data: { a: 1 } } })
  assert.deepEqual(contentOf(await hello).data, { opened: { a: 1 } })
  const echo = kernel.next(comm('comm_msg'))
  kernel.client.send('shell', { type: 'comm_msg', content: { comm_id: 'mine', data: 'text' } })
  assert.deepEqual(contentOf(await echo).data, { echo: 'text' })

  const refused = kernel.next(comm('comm_close'))
  kernel.client.send('shell', { type: 'comm_open', content: { comm_id: 'other', target_name: 'nobody', data: {} } })
  assert.equal(contentOf(await refused).comm_id, 'other')
})

test('a handler that throws is shown and does no harm', async () => {
  await kernel.run("onComm('bad', () => { throw new Error('in handler') })")
  const shown = kernel.next(comm('error'))
  kernel.client.send('shell', { type: 'comm_open', content: { comm_id: 'bad1', target_name: 'bad', data: {} } })
  assert.equal(contentOf(await shown).evalue, 'in handler')
  assert.equal((await kernel.run('1')).status, 'ok')
})

test('malformed, unsigned and wrongly signed messages are dropped with a line in the log', async () => {
  const { connection } = kernel.client
  const compose = createComposer({ username: 'mallory', session: 'mallory' })
  const message = compose({ type: 'execute_request', content: { code: "console.log('forged')" } })
  const encode = (key: string): Buffer[] =>
    [...createCodec({ key, signatureScheme: connection.signature_scheme }).encode(message)].map(part => Buffer.from(part))
  const unsigned = encode(connection.key)
  unsigned[unsigned.findIndex(part => part.toString() === '<IDS|MSG>') + 1] = Buffer.alloc(0)
  const socket = new Dealer({ linger: 1000 })
  socket.connect(addressOf(connection, 'shell_port'))
  for (const frames of [
    encode('another key'),
    unsigned,
    ['nonsense'],
    ['<IDS|MSG>'],
    ['<IDS|MSG>', 'sig', '{', '{', '{', '{'],
    [Buffer.alloc(0)],
    encode(connection.key).slice(0, 4),
  ])
    await socket.send(frames as Buffer[])
  // A good one at last, through the same socket: all before it has been seen by then.
  const asked = compose({ type: 'kernel_info_request', content: {} })
  await socket.send([...createCodec({ key: connection.key, signatureScheme: connection.signature_scheme }).encode(asked)] as Buffer[])
  const [reply] = await socket.receive()
  assert.ok(reply)
  socket.close()
  const { stdout } = await kernel.run("console.log('real')")
  assert.equal(stdout, 'real\n')
  const dropped = kernel
    .log()
    .trim()
    .split('\n')
    .filter(line => /drop|ignored|invalid|signature/i.test(line))
  assert.ok(dropped.length >= 6, kernel.log())
})
