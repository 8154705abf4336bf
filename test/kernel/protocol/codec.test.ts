import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCodec } from '../../../kernel/protocol/codec.ts'
import { createComposer } from '../../../kernel/protocol/message.ts'

const codec = createCodec({ key: 'secret' })
const compose = createComposer({ username: 'me' })
const message = compose({
  type: 'execute_request',
  content: { code: "'é😀'" },
  metadata: { cellId: 'a' },
  identities: [Buffer.from('peer')],
  buffers: [Buffer.from([1, 2, 3])],
})

function rejection(frames: readonly Uint8Array[]): string {
  const decoded = codec.decode(frames)
  return decoded.ok ? 'accepted' : decoded.reason
}

test('what was encoded is decoded again, identities and buffers included', () => {
  const decoded = codec.decode(codec.encode(message))
  assert.deepEqual(decoded, { ok: true, message })
})

test('the signature is the HMAC SHA-256 in hex that the protocol prescribes', () => {
  const frames = createCodec({ key: 'a-key' }).encode({
    ...message,
    header: { ...message.header, msg_id: 'x', session: 's', date: 'd' },
    identities: [],
  })
  const signature = Buffer.from(frames[1] ?? []).toString()
  assert.match(signature, /^[0-9a-f]{64}$/)
})

test('a message changed in any signed part is refused', () => {
  for (const part of [3, 4, 5, 6]) {
    const frames = codec.encode(message)
    frames[part] = Buffer.from('{"msg_id":"1","msg_type":"shutdown_request"}')
    assert.equal(rejection(frames), 'wrong signature')
  }
})

test('an unsigned message and one signed with another key are refused', () => {
  const unsigned = createCodec({ key: '' }).encode(message)
  assert.equal(rejection(unsigned), 'not signed')
  assert.equal(rejection(createCodec({ key: 'other' }).encode(message)), 'wrong signature')
})

test('without a key nothing is signed and nothing checked', () => {
  const open = createCodec({ key: '' })
  assert.equal(open.decode(open.encode(message)).ok, true)
})

test('malformed frames are refused with a reason', () => {
  const signed = (parts: readonly string[]) => {
    const frames = codec.encode(message).slice(0, 2)
    const open = createCodec({ key: '' })
    return { open, frames: [...frames, Buffer.from(''), ...parts.map(part => Buffer.from(part))] }
  }
  assert.match(rejection([]), /no <IDS\|MSG>/)
  assert.match(rejection([Buffer.from('peer'), Buffer.from('garbage')]), /no <IDS\|MSG>/)
  assert.match(rejection([Buffer.from('<IDS|MSG>'), Buffer.from('')]), /at least 5 expected/)
  for (const [parts, reason] of [
    [['{', '{}', '{}', '{}'], /header is not JSON/],
    [['{"msg_id":"1","msg_type":"t"}', '{}', '{}', ''], /content is not JSON/],
    [['{}', '{}', '{}', '{}'], /header lacks/],
    [['null', '{}', '{}', '{}'], /header lacks/],
    [['{"msg_id":1,"msg_type":"t"}', '{}', '{}', '{}'], /header lacks/],
  ] as const) {
    const { open, frames } = signed(parts)
    const decoded = open.decode(frames)
    assert.match(decoded.ok ? 'accepted' : decoded.reason, reason)
  }
})

test('half a surrogate pair leaves as the replacement character, whole ones and backslashes stay', () => {
  const open = createCodec({ key: '' })
  const content = { text: 'a\ud83d', list: ['\udc00 \ud83d\ude00 \\ud83d'] }
  const decoded = open.decode(open.encode({ ...message, content }))
  assert.ok(decoded.ok)
  assert.deepEqual(decoded.message.content, { text: 'a\ufffd', list: ['\ufffd \ud83d\ude00 \\ud83d'] })
})

test('a message that comes a second time is refused', () => {
  const open = createCodec({ key: 'k' })
  const frames = createCodec({ key: 'k' }).encode(message)
  assert.ok(open.decode(frames).ok)
  assert.deepEqual(open.decode(frames), { ok: false, reason: 'sent before' })
})

test('unknown header fields are kept, and metadata that is no object becomes {}', () => {
  const open = createCodec({ key: '' })
  const parts = ['{"msg_id":"1","msg_type":"t","subshell_id":"s"}', 'null', 'null', '[1]'].map(part => Buffer.from(part))
  const decoded = open.decode([Buffer.from('<IDS|MSG>'), Buffer.from(''), ...parts])
  assert.ok(decoded.ok)
  assert.equal((decoded.message.header as unknown as { subshell_id: string }).subshell_id, 's')
  assert.deepEqual([decoded.message.parent, decoded.message.metadata, decoded.message.content], [{}, {}, [1]])
})

test('an unknown signature scheme is an error that names the right one', () => {
  assert.throws(() => createCodec({ key: 'k', signatureScheme: 'hmac-nonsense' }), /use 'hmac-sha256'/)
})

test('every message has an id of its own', () => {
  const ids = Array.from({ length: 100 }, () => compose({ type: 't', content: {} }).header.msg_id)
  assert.equal(new Set(ids).size, 100)
})
