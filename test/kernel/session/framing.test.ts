import assert from 'node:assert/strict'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createFrameReader, writeFrame } from '../../../kernel/session/framing.ts'
import { MAX_CHUNK } from '../../../kernel/session/wire.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

function read(chunks: readonly Buffer[]): string[] {
  const messages: string[] = []
  const reader = createFrameReader(json => messages.push(json))
  for (const chunk of chunks) reader(chunk)
  return messages
}

const lines = (...texts: string[]): Buffer => Buffer.from(texts.map(text => `${text}\n`).join(''))

test('a message comes out as it went in, whatever its length and its characters', t => {
  const file = join(temporaryFolder(t), 'pipe')
  const messages = [
    '{}',
    'ü😀',
    'a'.repeat(MAX_CHUNK - 1),
    'a'.repeat(MAX_CHUNK),
    'a'.repeat(MAX_CHUNK + 1),
    'é'.repeat(MAX_CHUNK),
    '😀'.repeat(MAX_CHUNK * 2),
  ]
  const fd = openSync(file, 'w')
  for (const message of messages) writeFrame(fd, 0, message)
  closeSync(fd)
  assert.deepEqual(read([readFileSync(file)]), messages)
})

test('no line is longer than the system writes whole', t => {
  const file = join(temporaryFolder(t), 'pipe')
  const fd = openSync(file, 'w')
  writeFrame(fd, 12, '😀'.repeat(MAX_CHUNK))
  closeSync(fd)
  for (const line of readFileSync(file, 'latin1').split('\n')) assert.ok(line.length <= MAX_CHUNK + 16)
})

test('chunks may end anywhere, also within a character', () => {
  const bytes = lines('0:W"ü😀"', '3:W{"a":1}')
  for (let size = 1; size <= bytes.length; size++) {
    const chunks: Buffer[] = []
    for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size))
    assert.deepEqual(read(chunks), ['"ü😀"', '{"a":1}'])
  }
})

test('pieces of several threads are put together, each with its own', () => {
  assert.deepEqual(read([lines('1:Bone ', '2:Btwo ', '0:Wwhole', '1:Mmore ', '2:Eend', '1:Eend')]), ['whole', 'two end', 'one more end'])
})

test('pieces of a message whose writer was stopped half-way are dropped, and what follows is read', () => {
  assert.deepEqual(read([lines('1:Bhalf', '1:Wnext')]), ['next'])
  assert.deepEqual(read([lines('1:Bhalf', '1:Banother ', '1:Eend')]), ['another end'])
  assert.deepEqual(read([lines('1:Mlost', '1:Elost', '1:Wnext')]), ['next'])
})

test('a hundred thousand lines in one chunk are read in one go', () => {
  const messages = read([lines(...Array.from({ length: 100_000 }, (_, i) => `0:W${i}`))])
  assert.equal(messages.length, 100_000)
  assert.equal(messages.at(-1), '99999')
})
