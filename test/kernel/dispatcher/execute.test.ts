import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failed, ok, userError } from '../../support/fake-interpreter.ts'
import { content, servedKernel, types } from '../../support/served-kernel.ts'

test('a cell is answered by busy, its input, its result, idle, each with the request as parent', async () => {
  await using kernel = await servedKernel()
  const { messages, reply, replyMessage, id } = await kernel.execute('1 + 1')
  assert.deepEqual(types(messages), ['busy', 'execute_input', 'execute_result', 'idle'])
  assert.deepEqual(content(messages[1]), { code: '1 + 1', execution_count: 1 })
  assert.deepEqual(content(messages[2]), { execution_count: 1, data: { 'text/plain': '1 + 1' }, metadata: {} })
  for (const message of [...messages, replyMessage]) assert.equal((message.parent as { msg_id: string }).msg_id, id)
  assert.deepEqual(reply, { status: 'ok', execution_count: 1, user_expressions: {}, payload: [] })
})

test('a failing cell gives one error message and an error reply with the same content', async () => {
  await using kernel = await servedKernel({ cells: { boom: () => failed('no', 'RangeError') } })
  const { messages, reply } = await kernel.execute('boom')
  assert.deepEqual(types(messages), ['busy', 'execute_input', 'error', 'idle'])
  const error = { ename: 'RangeError', evalue: 'no', traceback: ['RangeError: no'] }
  assert.deepEqual(content(messages[2]), error)
  assert.deepEqual(reply, { status: 'error', execution_count: 1, user_expressions: {}, payload: [], ...error })
})

test('cells queued behind a failing one are aborted, and what comes after its reply runs', async () => {
  await using kernel = await servedKernel({ cells: { boom: () => failed('no') } })
  const [first, second, third] = await Promise.all([kernel.execute('boom'), kernel.execute('2'), kernel.execute('3')])
  assert.equal(first.reply.status, 'error')
  for (const aborted of [second, third]) {
    assert.deepEqual(aborted.reply, { status: 'aborted' })
    assert.deepEqual(types(aborted.messages), ['busy', 'idle'])
  }
  const after = await kernel.execute('4')
  assert.equal(after.reply.status, 'ok')
  assert.deepEqual(
    kernel.interpreter.executed.map(request => request.code),
    ['boom', '4'],
  )
})

test('with stop_on_error false the queue goes on after an error', async () => {
  await using kernel = await servedKernel({ cells: { boom: () => failed('no') } })
  const [, second] = await Promise.all([kernel.execute('boom', { stopOnError: false }), kernel.execute('2')])
  assert.equal(second.reply.status, 'ok')
})

test('cells run one after another in the order in which they came', async () => {
  const running: string[] = []
  const slow = (code: string) => async () => {
    running.push(`${code} starts`)
    await new Promise(setImmediate)
    running.push(`${code} ends`)
    return ok
  }
  await using kernel = await servedKernel({ cells: { a: slow('a'), b: slow('b'), c: slow('c') } })
  await Promise.all([kernel.execute('a'), kernel.execute('b'), kernel.execute('c')])
  assert.deepEqual(running, ['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends'])
})

test('a silent cell has no input, no result and no number, but its output is sent', async () => {
  await using kernel = await servedKernel({
    cells: {
      quiet: ({ print, emit, request }) => {
        print('heard')
        emit({ type: 'result', cell: request.cell, display: { data: { 'text/plain': '1' } } })
        return ok
      },
    },
  })
  const silent = await kernel.execute('quiet', { silent: true, storeHistory: true })
  assert.deepEqual(types(silent.messages), ['busy', 'stream', 'idle'])
  assert.equal((await kernel.execute('1')).reply.execution_count, 1)
})

test('a cell that is not stored leaves its number to the next one', async () => {
  await using kernel = await servedKernel()
  await kernel.execute('1')
  assert.equal((await kernel.execute('2', { storeHistory: false })).reply.execution_count, 2)
  assert.equal((await kernel.execute('3')).reply.execution_count, 2)
})

test('user expressions reach the interpreter and come back with complete bundles', async () => {
  await using kernel = await servedKernel({
    cells: {
      x: () => ({
        status: 'ok',
        userExpressions: {
          good: { status: 'ok', display: { data: { 'text/plain': '2' } } },
          bad: { status: 'error', error: userError('no') },
        },
      }),
    },
  })
  const { reply } = await kernel.execute('x', { userExpressions: { good: '1 + 1', bad: 'nope' } })
  assert.deepEqual(kernel.interpreter.executed[0]?.userExpressions, { good: '1 + 1', bad: 'nope' })
  assert.deepEqual(reply.user_expressions, {
    good: { status: 'ok', data: { 'text/plain': '2' }, metadata: {} },
    bad: { status: 'error', ename: 'Error', evalue: 'no', traceback: ['Error: no'] },
  })
})

test("the front end's id of the cell reaches the interpreter", async () => {
  await using kernel = await servedKernel()
  await kernel.execute('1', { metadata: { cellId: 'abc' } })
  assert.equal(kernel.interpreter.executed[0]?.cellId, 'abc')
})

test('displays, their updates and clear_output are sent in order with metadata and transient', async () => {
  await using kernel = await servedKernel({
    cells: {
      show: ({ emit, request: { cell } }) => {
        emit({ type: 'display', cell, display: { data: { 'text/html': '<b>' } } })
        emit({ type: 'display', cell, display: { data: {}, metadata: { a: 1 } }, displayId: 'd' })
        emit({ type: 'display', cell, display: { data: {} }, displayId: 'd', update: true })
        emit({ type: 'clear-output', cell, wait: true })
        return ok
      },
    },
  })
  const { messages } = await kernel.execute('show')
  assert.deepEqual(
    messages.slice(2, -1).map(message => [message.header.msg_type, message.content]),
    [
      ['display_data', { data: { 'text/html': '<b>' }, metadata: {}, transient: {} }],
      ['display_data', { data: {}, metadata: { a: 1 }, transient: { display_id: 'd' } }],
      ['update_display_data', { data: {}, metadata: {}, transient: { display_id: 'd' } }],
      ['clear_output', { wait: true }],
    ],
  )
})

test('output that comes late belongs to the cell that set it', async () => {
  await using kernel = await servedKernel()
  const first = await kernel.execute('1')
  await kernel.execute('2')
  const late = kernel.next(message => message.header.msg_type === 'stream')
  kernel.interpreter.emit({ type: 'stream', cell: kernel.interpreter.executed[0]?.cell ?? 0, name: 'stdout', text: 'late' })
  assert.equal(((await late).parent as { msg_id: string }).msg_id, first.id)
  const error = kernel.next(message => message.header.msg_type === 'error')
  kernel.interpreter.emit({ type: 'late-error', cell: kernel.interpreter.executed[0]?.cell ?? 0, error: userError('late') })
  assert.equal(((await error).parent as { msg_id: string }).msg_id, first.id)
})

test('a session that was restarted between cells is told in the latest one', async () => {
  await using kernel = await servedKernel()
  const { id } = await kernel.execute('1')
  const told = kernel.next(message => message.header.msg_type === 'stream')
  kernel.interpreter.emit({ type: 'session-restarted', reason: 'out of memory' })
  assert.match(String(content(await told).text), /restarted: out of memory/)
  assert.equal(((await told).parent as { msg_id: string }).msg_id, id)
})

test('100 000 printed lines arrive in order, before idle, in few messages', async () => {
  await using kernel = await servedKernel({
    cells: {
      flood: ({ print }) => {
        for (let line = 0; line < 100_000; line++) print(`${line}\n`)
        return undefined
      },
    },
  })
  const { messages } = await kernel.execute('flood')
  const streams = messages.filter(message => message.header.msg_type === 'stream')
  assert.equal(streams.map(message => content(message).text).join(''), Array.from({ length: 100_000 }, (_, line) => `${line}\n`).join(''))
  assert.equal(types(messages).at(-1), 'idle')
  assert.ok(streams.length < 200, `${streams.length} messages`)
})

test('2000 displays in one turn all arrive in order', async () => {
  await using kernel = await servedKernel({
    cells: {
      shows: ({ emit, request: { cell } }) => {
        for (let i = 0; i < 2000; i++) emit({ type: 'display', cell, display: { data: { 'text/plain': `${i}` } } })
        return undefined
      },
    },
  })
  const { messages } = await kernel.execute('shows')
  const shown = messages.filter(message => message.header.msg_type === 'display_data')
  assert.deepEqual(
    shown.map(message => (content(message).data as Record<string, unknown>)['text/plain']),
    Array.from({ length: 2000 }, (_, i) => `${i}`),
  )
})

test("the kernel's own failure is an error in the cell, and idle is sent", async () => {
  await using kernel = await servedKernel({
    cells: {
      fault: async () => {
        throw new Error('pipe broke')
      },
    },
  })
  const { messages, reply } = await kernel.execute('fault')
  assert.deepEqual(types(messages), ['busy', 'execute_input', 'error', 'idle'])
  assert.equal(reply.ename, 'KernelError')
  assert.match(String(reply.evalue), /pipe broke/)
  assert.match(kernel.log.join('\n'), /pipe broke/)
  assert.equal((await kernel.execute('1')).reply.status, 'ok')
})
