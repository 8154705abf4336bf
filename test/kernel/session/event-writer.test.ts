import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEventWriter } from '../../../kernel/session/event-writer.ts'

function setUp() {
  const written: Record<string, unknown>[] = []
  const deferred: (() => void)[] = []
  let time = 1000
  const sections: number[] = []
  const writer = createEventWriter({
    thread: 0,
    write: json => written.push(JSON.parse(json) as Record<string, unknown>),
    now: () => time,
    defer: flush => deferred.push(flush),
    critical: section => {
      sections.push(written.length)
      section()
    },
  })
  return {
    writer,
    written,
    sections,
    texts: () => written.map(({ text }) => text),
    pass: (ms: number) => {
      time += ms
    },
    turn: () => {
      for (const flush of deferred.splice(0)) flush()
    },
  }
}

test('rare lines leave at once', () => {
  const { writer, texts, pass } = setUp()
  for (const text of ['a\n', 'b\n', 'c\n']) {
    writer.stream(1, 'stdout', text)
    pass(10)
  }
  assert.deepEqual(texts(), ['a\n', 'b\n', 'c\n'])
})

test('a flood leaves in large pieces, in order, and its rest at the end of the turn', () => {
  const { writer, written, texts, turn } = setUp()
  const lines = Array.from({ length: 10_000 }, (_, i) => `line ${i}\n`)
  for (const line of lines) writer.stream(1, 'stdout', line)
  assert.ok(written.length < 100)
  turn()
  assert.equal(texts().join(''), lines.join(''))
})

test('what is held leaves before another cell, another stream or another event', () => {
  const { writer, written } = setUp()
  for (let i = 0; i < 40; i++) writer.stream(1, 'stdout', '.')
  writer.stream(1, 'stderr', 'err')
  writer.stream(2, 'stderr', 'other')
  writer.send({ type: 'clear-output', cell: 2, wait: false })
  const kinds = written.slice(32).map(({ type, cell, name, text }) => [type, cell, name, text])
  assert.deepEqual(kinds, [
    ['stream', 1, 'stdout', '.'.repeat(8)],
    ['stream', 1, 'stderr', 'err'],
    ['stream', 2, 'stderr', 'other'],
    ['clear-output', 2, undefined, undefined],
  ])
})

test('flush sends what is held, once', () => {
  const { writer, texts, turn } = setUp()
  for (let i = 0; i < 40; i++) writer.stream(1, 'stdout', '.')
  writer.flush()
  writer.flush()
  turn()
  assert.equal(texts().join(''), '.'.repeat(40))
})

test('every write is a section that an interrupt leaves whole', () => {
  const { writer, written, sections } = setUp()
  writer.stream(1, 'stdout', 'a')
  writer.send({ type: 'clear-output', cell: 1, wait: true })
  assert.equal(sections.length, written.length)
})
