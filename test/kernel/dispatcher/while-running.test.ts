import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FakeCell, failed } from '../../support/fake-interpreter.ts'
import { content, type ServedTestKernel, servedKernel, types } from '../../support/served-kernel.ts'

const wait: FakeCell = async ({ interrupted }) => {
  await interrupted
  return failed('stopped', 'InterruptError')
}

/** Starts the cell without waiting for its end. */
async function startWaiting(kernel: ServedTestKernel) {
  const started = kernel.next(message => message.header.msg_type === 'execute_input')
  const ended = kernel.execute('wait')
  await started
  return { ended }
}

test('completion, kernel_info, comms and the heartbeat are answered while a cell runs', async () => {
  await using kernel = await servedKernel({ cells: { wait } })
  const { ended } = await startWaiting(kernel)
  for (const [type, request] of [
    ['kernel_info_request', {}],
    ['complete_request', { code: 'a', cursor_pos: 1 }],
    ['inspect_request', { code: 'a', cursor_pos: 1 }],
    ['is_complete_request', { code: 'a' }],
    ['comm_info_request', {}],
    ['history_request', { hist_access_type: 'tail', n: 1 }],
  ] as const) {
    await kernel.client.request('shell', type, request)
  }
  await kernel.client.request('control', 'kernel_info_request', {})
  await kernel.client.heartbeat()
  await kernel.client.request('control', 'interrupt_request', {})
  assert.equal((await ended).reply.ename, 'InterruptError')
})

test('the cell is told to be busy again after the idle of another request', async () => {
  await using kernel = await servedKernel({ cells: { wait } })
  const states: [string, string][] = []
  kernel.client.onMessage(message => {
    if (message.header.msg_type === 'status')
      states.push([String(content(message).execution_state), (message.parent as { msg_type: string }).msg_type])
  })
  const { ended } = await startWaiting(kernel)
  await kernel.client.request('shell', 'kernel_info_request', {})
  await kernel.client.request('control', 'interrupt_request', {})
  await ended
  assert.deepEqual(states.slice(0, 4), [
    ['busy', 'execute_request'],
    ['busy', 'kernel_info_request'],
    ['idle', 'kernel_info_request'],
    ['busy', 'execute_request'],
  ])
  const own = (await ended).messages
  assert.equal(types(own).at(-1), 'idle')
  assert.equal(types(own).filter(type => type === 'idle').length, 1)
})

test('an interrupt stops the running cell, aborts what is queued, and the next cell runs', async () => {
  await using kernel = await servedKernel({ cells: { wait } })
  const { ended } = await startWaiting(kernel)
  const queued = kernel.execute('2')
  assert.deepEqual(content(await kernel.client.request('control', 'interrupt_request', {})), { status: 'ok' })
  assert.equal((await ended).reply.status, 'error')
  assert.equal((await queued).reply.status, 'aborted')
  assert.equal((await kernel.execute('3')).reply.status, 'ok')
})

test('a flood of requests on shell does not delay control', async () => {
  await using kernel = await servedKernel()
  let answered = 0
  const flood = Array.from({ length: 3000 }, async () => {
    await kernel.client.request('shell', 'is_complete_request', { code: 'x' })
    answered++
  })
  await kernel.client.request('control', 'kernel_info_request', {})
  assert.ok(answered < 3000, `${answered} answered before control`)
  await Promise.all(flood)
})

test('shutdown closes the interpreter, aborts the queue, replies, and only then calls back', async () => {
  await using kernel = await servedKernel({ cells: { wait } })
  const { ended } = await startWaiting(kernel)
  const queued = kernel.execute('2')
  const told = kernel.next(message => message.header.msg_type === 'shutdown_reply')
  const reply = await kernel.client.request('control', 'shutdown_request', { restart: true })
  assert.deepEqual(reply.content, { status: 'ok', restart: true })
  assert.deepEqual((await told).content, { status: 'ok', restart: true })
  assert.equal((await ended).reply.status, 'error')
  assert.equal((await queued).reply.status, 'aborted')
  assert.deepEqual([kernel.interpreter.closed(), kernel.shutdowns], [true, [true]])
  assert.equal((await kernel.execute('3')).reply.status, 'aborted')
  assert.equal(kernel.interpreter.executed.length, 1)
})
