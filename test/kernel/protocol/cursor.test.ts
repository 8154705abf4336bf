import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toCodePointOffset, toUtf16Offset } from '../../../kernel/protocol/cursor.ts'

test('astral characters count one on the wire and two in UTF-16', () => {
  const code = 'a😀b𝒳c'
  const pairs = [
    [0, 0],
    [1, 1],
    [2, 3],
    [3, 4],
    [4, 6],
    [5, 7],
  ] as const
  for (const [points, units] of pairs) {
    assert.equal(toUtf16Offset(code, points), units)
    assert.equal(toCodePointOffset(code, units), points)
  }
})

test('offsets outside the code are clamped', () => {
  assert.equal(toUtf16Offset('a😀', 99), 3)
  assert.equal(toUtf16Offset('ab', -1), 0)
  assert.equal(toCodePointOffset('a😀', 99), 2)
})
