import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Subscriber } from 'zeromq'
import { connectKernel } from '../../../kernel/client/kernel-connection.ts'
import { createCodec } from '../../../kernel/protocol/codec.ts'
import { addressOf } from '../../../kernel/protocol/connection-file.ts'
import { createComposer } from '../../../kernel/protocol/message.ts'
import { serveKernel } from '../../../kernel/serve-kernel.ts'
import { createFakeInterpreter } from '../../support/fake-interpreter.ts'
import { servedKernel } from '../../support/served-kernel.ts'

test('malformed, unsigned and wrongly signed messages are dropped with one log line each, and the kernel goes on', async () => {
  await using kernel = await servedKernel()
  const request = createComposer({ username: 'x' })({ type: 'execute_request', content: { code: '1' } })
  for (const port of ['shell_port', 'control_port', 'stdin_port'] as const) {
    const channel = port.replace('_port', '')
    await kernel.sendRaw(port, ['garbage'])
    await kernel.logged(new RegExp(`${channel}: dropped a message: no <IDS`))
    await kernel.sendRaw(port, createCodec({ key: '' }).encode(request))
    await kernel.logged(new RegExp(`${channel}: dropped a message: not signed`))
    await kernel.sendRaw(port, createCodec({ key: 'other' }).encode(request))
    await kernel.logged(new RegExp(`${channel}: dropped a message: wrong signature`))
  }
  assert.equal(kernel.log.length, 9)
  assert.equal((await kernel.execute('1')).reply.execution_count, 1)
})

test('each new subscriber of iopub is welcomed with its own topic', async () => {
  await using kernel = await servedKernel()
  for (const topic of ['', 'stream', 'stream']) {
    using subscriber = disposable(new Subscriber())
    subscriber.socket.connect(addressOf(kernel.connection, 'iopub_port'))
    subscriber.socket.subscribe(topic)
    const frames = await subscriber.socket.receive()
    const decoded = createCodec({ key: kernel.connection.key }).decode(frames)
    assert.ok(decoded.ok)
    assert.equal(decoded.message.header.msg_type, 'iopub_welcome')
    assert.deepEqual([decoded.message.content, decoded.message.parent], [{ subscription: topic }, {}])
    assert.equal(String(frames[0]), topic)
  }
})

test('a subscriber to one topic gets only that', async () => {
  await using kernel = await servedKernel({ cells: { hi: ({ print }) => print('hi') as undefined } })
  using subscriber = disposable(new Subscriber())
  subscriber.socket.connect(addressOf(kernel.connection, 'iopub_port'))
  subscriber.socket.subscribe('stream.stdout')
  await subscriber.socket.receive()
  await kernel.execute('hi')
  const [topic] = await subscriber.socket.receive()
  assert.equal(String(topic), 'stream.stdout')
})

test('the heartbeat echoes', async () => {
  await using kernel = await servedKernel()
  assert.ok((await kernel.client.heartbeat()) >= 0)
})

test('a port that is taken is an error that names channel and address', async () => {
  await using kernel = await servedKernel()
  const second = serveKernel({
    connection: kernel.connection,
    about: { version: '0', typescript: '7' },
    interpreter: listener => createFakeInterpreter(listener),
    log: () => {},
    onShutdown: () => {},
  })
  await assert.rejects(second, /cannot bind tcp:\/\/127\.0\.0\.1:\d+: .*in use/i)
})

test('a second front end is answered too and hears the cells of the first', async () => {
  await using kernel = await servedKernel()
  const other = connectKernel(kernel.connection)
  const welcomed = new Promise<void>(resolve => other.onMessage(message => message.header.msg_type === 'iopub_welcome' && resolve()))
  await welcomed
  const heard = new Promise<unknown>(resolve =>
    other.onMessage(message => message.header.msg_type === 'execute_input' && resolve(message.content)),
  )
  await kernel.execute('1')
  assert.deepEqual(await heard, { code: '1', execution_count: 1 })
  await other.request('shell', 'kernel_info_request', {})
  await other.close()
})

function disposable(socket: Subscriber) {
  return { socket, [Symbol.dispose]: () => socket.close() }
}
