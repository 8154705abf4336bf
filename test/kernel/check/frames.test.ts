import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFrameReader, encodeRequest, type Frame } from '../../../kernel/check/frames.ts'

/** An answer has the shape of a request, with another type. */
function answer(payload: unknown, type = 4): Buffer {
  const frame = Buffer.from(encodeRequest('method', payload))
  frame[1] = type
  return frame
}

function read(chunks: Iterable<Buffer>): readonly (readonly [boolean, unknown])[] {
  const frames: Frame[] = []
  const reader = createFrameReader(frame => frames.push(frame))
  for (const chunk of chunks) reader(chunk)
  return frames.map(({ ok, payload }) => [ok, JSON.parse(payload.toString())])
}

const long = 'é'.repeat(70_000)

test('frames of every length arrive whole, however the stream is cut', () => {
  const stream = Buffer.concat([answer(1), answer('x'.repeat(300)), answer(long), answer('no', 5)])
  const expected = [
    [true, 1],
    [true, 'x'.repeat(300)],
    [true, long],
    [false, 'no'],
  ]
  assert.deepEqual(read([stream]), expected)
  for (const size of [1, 2, 3, 7, 1000]) {
    assert.deepEqual(
      read(Array.from({ length: Math.ceil(stream.length / size) }, (_, index) => stream.subarray(index * size, (index + 1) * size))),
      expected,
    )
  }
})

test('bytes that are no frame are an error, not a wait', () => {
  assert.throws(() => read([Buffer.from('panic: runtime error')]), /where a frame should start/)
})
