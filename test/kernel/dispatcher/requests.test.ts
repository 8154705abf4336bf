import assert from 'node:assert/strict'
import { test } from 'node:test'
import { content, servedKernel, types } from '../../support/served-kernel.ts'

test('kernel_info names the protocol, the language as front ends spell it, and the implementation', async () => {
  await using kernel = await servedKernel()
  const info = content(await kernel.client.request('shell', 'kernel_info_request', {}))
  assert.equal(info.status, 'ok')
  assert.equal(info.protocol_version, '5.5')
  assert.equal(info.implementation_version, '0.0.0-test')
  assert.deepEqual(info.language_info, {
    name: 'typescript',
    version: '7.0.0',
    mimetype: 'application/typescript',
    file_extension: '.ts',
    pygments_lexer: 'typescript',
    codemirror_mode: 'typescript',
    nbconvert_exporter: 'script',
  })
})

test('completion offsets are code points on the wire and UTF-16 behind it', async () => {
  const asked: number[] = []
  await using kernel = await servedKernel({
    complete: async (_code, offset) => {
      asked.push(offset)
      return {
        matches: [
          { text: 'beta', type: 'function', signature: '() => void' },
          { text: 'bear', type: 'class' },
        ],
        start: 2,
        end: 4,
      }
    },
  })
  const reply = await kernel.client.request('shell', 'complete_request', { code: '😀be', cursor_pos: 3 })
  assert.deepEqual(asked, [4])
  assert.deepEqual(reply.content, {
    status: 'ok',
    matches: ['beta', 'bear'],
    cursor_start: 1,
    cursor_end: 3,
    metadata: {
      _jupyter_types_experimental: [
        { text: 'beta', type: 'function', start: 1, end: 3, signature: '() => void' },
        { text: 'bear', type: 'class', start: 1, end: 3 },
      ],
    },
  })
})

test('inspection says whether it found something', async () => {
  await using kernel = await servedKernel({
    inspect: async (code, offset, detail) => (code === 'x' ? { data: { 'text/plain': `${offset} ${detail}` } } : undefined),
  })
  const ask = async (code: string) =>
    (await kernel.client.request('shell', 'inspect_request', { code, cursor_pos: 1, detail_level: 1 })).content
  assert.deepEqual(await ask('x'), { status: 'ok', found: true, data: { 'text/plain': '1 1' }, metadata: {} })
  assert.deepEqual(await ask('y'), { status: 'ok', found: false, data: {}, metadata: {} })
})

test('is_complete passes on what the interpreter says', async () => {
  await using kernel = await servedKernel({ isComplete: () => ({ status: 'incomplete', indent: '  ' }) })
  const reply = await kernel.client.request('shell', 'is_complete_request', { code: 'if (x) {' })
  assert.deepEqual(reply.content, { status: 'incomplete', indent: '  ' })
})

test('history knows the inputs of this session by tail, range and search', async () => {
  await using kernel = await servedKernel()
  for (const code of ['a1', 'b1', 'a2', 'b1']) await kernel.execute(code)
  await kernel.execute('hidden', { storeHistory: false })
  const ask = async (request: object) =>
    content(await kernel.client.request('shell', 'history_request', { output: false, raw: true, ...request })).history
  assert.deepEqual(await ask({ hist_access_type: 'tail', n: 2 }), [
    [1, 3, 'a2'],
    [1, 4, 'b1'],
  ])
  assert.deepEqual(await ask({ hist_access_type: 'range', session: 0, start: 1, stop: 3 }), [
    [1, 1, 'a1'],
    [1, 2, 'b1'],
  ])
  assert.deepEqual(await ask({ hist_access_type: 'search', pattern: 'a*' }), [
    [1, 1, 'a1'],
    [1, 3, 'a2'],
  ])
  assert.deepEqual(await ask({ hist_access_type: 'search', pattern: '?1', unique: true, n: 1 }), [[1, 4, 'b1']])
  assert.deepEqual(await ask({ hist_access_type: 'tail', n: 1, output: true }), [[1, 4, ['b1', null]]])
})

test('comm messages reach the interpreter with data, metadata and buffers', async () => {
  await using kernel = await servedKernel()
  const idle = kernel.next(message => types([message])[0] === 'idle')
  const data = { comm_id: 'c', target_name: 't', data: { a: 1 } }
  kernel.client.send('shell', { type: 'comm_open', content: data, metadata: { version: '2' }, buffers: [Buffer.from('raw')] })
  await idle
  const [opened] = kernel.interpreter.comms
  assert.deepEqual(opened?.message, {
    kind: 'open',
    commId: 'c',
    targetName: 't',
    data: { a: 1 },
    metadata: { version: '2' },
    buffers: [Buffer.from('raw')],
  })
})

test('comm messages of the session are sent with their buffers, under the message that caused them', async () => {
  await using kernel = await servedKernel({
    comm: async (cell, message) =>
      kernel.interpreter.emit({
        type: 'comm',
        cell,
        message: { kind: 'msg', commId: message.commId, data: { echo: 1 }, buffers: [Buffer.from('x')] },
      }),
  })
  const echoed = kernel.next(message => message.header.msg_type === 'comm_msg')
  const sent = kernel.client.send('shell', { type: 'comm_msg', content: { comm_id: 'c', data: {} } })
  const echo = await echoed
  assert.deepEqual(echo.content, { comm_id: 'c', data: { echo: 1 } })
  assert.deepEqual(echo.buffers, [Buffer.from('x')])
  assert.equal((echo.parent as { msg_id: string }).msg_id, sent.header.msg_id)
})

test('comm_info lists open comms, of one target if asked', async () => {
  await using kernel = await servedKernel({ openComms: { a: 'x', b: 'y' } })
  const ask = async (request: object) => content(await kernel.client.request('shell', 'comm_info_request', request)).comms
  assert.deepEqual(await ask({}), { a: { target_name: 'x' }, b: { target_name: 'y' } })
  assert.deepEqual(await ask({ target_name: 'y' }), { b: { target_name: 'y' } })
})

test('an unknown message is logged and leaves busy and idle', async () => {
  await using kernel = await servedKernel()
  const states: string[] = []
  const idle = kernel.next(message => {
    states.push(...types([message]))
    return states.at(-1) === 'idle'
  })
  kernel.client.send('shell', { type: 'toString', content: {} })
  await idle
  assert.deepEqual(states, ['busy', 'idle'])
  assert.match(kernel.log.join('\n'), /unknown message type 'toString'/)
})

test('a request with wrong content is answered with an error that names the field', async () => {
  await using kernel = await servedKernel()
  const reply = await kernel.client.request('shell', 'execute_request', { code: 5 })
  assert.deepEqual([content(reply).status, content(reply).ename], ['error', 'MalformedContentError'])
  assert.match(String(content(reply).evalue), /'code' must be a string/)
})

test('a handler that fails is answered with an error, and idle is sent', async () => {
  await using kernel = await servedKernel({ complete: () => Promise.reject(new Error('checker gone')) })
  const idle = kernel.next(message => types([message])[0] === 'idle')
  const reply = await kernel.client.request('shell', 'complete_request', { code: 'a', cursor_pos: 1 })
  assert.equal(content(reply).evalue, 'checker gone')
  await idle
})

test('a reply that cannot be encoded becomes an error reply, and the kernel goes on', async () => {
  await using kernel = await servedKernel({ inspect: async () => ({ data: { 'text/plain': 1n } }) })
  const reply = await kernel.client.request('shell', 'inspect_request', { code: 'a', cursor_pos: 1 })
  assert.match(String(content(reply).evalue), /BigInt/)
  assert.equal((await kernel.execute('1')).reply.status, 'ok')
})
