import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CommMessage } from '../../../kernel/interpreter.ts'
import { createComms } from '../../../kernel/session/comms.ts'
import { packComm, unpackComm } from '../../../kernel/session/packed-comm.ts'

function setUp() {
  const sent: CommMessage[] = []
  return { sent, comms: createComms(message => sent.push(message)) }
}

test('an open comm sends, hears and closes, each once', () => {
  const { comms, sent } = setUp()
  const comm = comms.open('target', { a: 1 }, { metadata: { m: 1 } })
  const heard: unknown[] = []
  const stop = comm.onMessage(data => heard.push(data))
  comms.receive({ kind: 'msg', commId: comm.id, data: 1 })
  stop()
  comms.receive({ kind: 'msg', commId: comm.id, data: 2 })
  comm.send('x')
  comm.close('bye')
  comm.close()
  assert.deepEqual(heard, [1])
  assert.deepEqual(sent, [
    { kind: 'open', commId: comm.id, targetName: 'target', data: { a: 1 }, metadata: { m: 1 } },
    { kind: 'msg', commId: comm.id, data: 'x' },
    { kind: 'close', commId: comm.id, data: 'bye' },
  ])
  assert.throws(() => comm.send('y'), /is closed; open a new one/)
})

test('the front end opens on a target; on one that nobody knows it is closed', () => {
  const { comms, sent } = setUp()
  const opened: unknown[] = []
  const off = comms.onOpen('known', (comm, data, { buffers }) => opened.push([comm.id, comm.targetName, data, buffers.length]))
  comms.receive({ kind: 'open', commId: 'c1', targetName: 'known', data: 5, buffers: [new Uint8Array(1)] })
  off()
  comms.receive({ kind: 'open', commId: 'c2', targetName: 'known', data: 5 })
  assert.deepEqual(opened, [['c1', 'known', 5, 1]])
  assert.deepEqual(sent, [{ kind: 'close', commId: 'c2', data: {} }])
})

test('a close from the front end is heard, and ends the comm', () => {
  const { comms, sent } = setUp()
  const comm = comms.open('t')
  const closings: unknown[] = []
  comm.onClose(data => closings.push(data))
  comms.receive({ kind: 'close', commId: comm.id, data: 'end' })
  comms.receive({ kind: 'close', commId: comm.id, data: 'again' })
  assert.deepEqual([closings, comm.isOpen], [['end'], false])
  comm.close()
  assert.equal(sent.length, 1)
})

test('a message for a comm that nobody has is no fault', () => {
  setUp().comms.receive({ kind: 'msg', commId: 'gone', data: 1 })
})

test('buffers cross as they are, also parts of larger ones', () => {
  const whole = new Uint8Array([0, 1, 2, 3, 255])
  const message: CommMessage = { kind: 'msg', commId: 'c', data: { a: 1 }, buffers: [whole.subarray(1, 4), new Uint8Array(0), whole] }
  const arrived = unpackComm(JSON.parse(JSON.stringify(packComm(message))) as ReturnType<typeof packComm>)
  assert.deepEqual(
    arrived.buffers?.map(buffer => [...buffer]),
    [[1, 2, 3], [], [0, 1, 2, 3, 255]],
  )
  assert.deepEqual(unpackComm(packComm({ kind: 'close', commId: 'c', data: {} })), { kind: 'close', commId: 'c', data: {} })
})
