import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { createStreamGatherer } from '../../../kernel/channels/stream-gatherer.ts'
import type { ParentHeader } from '../../../kernel/protocol/message.ts'

function gatherer() {
  const sent: string[] = []
  return { sent, streams: createStreamGatherer(({ name, text }, parent) => sent.push(`${names.get(parent)} ${name} ${text}`)) }
}

const first: ParentHeader = {}
const second: ParentHeader = {}
const names = new Map<ParentHeader, string>([
  [first, '1'],
  [second, '2'],
])

test('the first text is sent at once, what follows within the interval is joined', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    const { sent, streams } = gatherer()
    for (const text of ['a', 'b', 'c']) streams.add({ name: 'stdout', text }, first)
    assert.deepEqual(sent, ['1 stdout a'])
    mock.timers.tick(20)
    assert.deepEqual(sent, ['1 stdout a', '1 stdout bc'])
  } finally {
    mock.timers.reset()
  }
})

test('flush sends what was gathered, in order of streams and cells', () => {
  const { sent, streams } = gatherer()
  streams.add({ name: 'stdout', text: 'a' }, first)
  streams.add({ name: 'stderr', text: 'b' }, first)
  streams.add({ name: 'stdout', text: 'c' }, first)
  streams.add({ name: 'stdout', text: 'd' }, first)
  streams.add({ name: 'stdout', text: 'e' }, second)
  streams.flush()
  assert.deepEqual(sent, ['1 stdout a', '1 stderr b', '1 stdout cd', '2 stdout e'])
  streams.flush()
  assert.equal(sent.length, 4)
})

test('thousands of alternations become few messages, each stream in its order', () => {
  const { sent, streams } = gatherer()
  for (let i = 0; i < 5000; i++) {
    streams.add({ name: 'stdout', text: `${i},` }, first)
    streams.add({ name: 'stderr', text: `${i},` }, first)
  }
  streams.flush()
  assert.ok(sent.length < 1000, `${sent.length} messages`)
  const expected = Array.from({ length: 5000 }, (_, i) => `${i},`).join('')
  for (const name of ['stdout', 'stderr']) {
    const prefix = `1 ${name} `
    assert.equal(
      sent
        .filter(line => line.startsWith(prefix))
        .map(line => line.slice(prefix.length))
        .join(''),
      expected,
    )
  }
})
