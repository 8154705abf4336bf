import assert from 'node:assert/strict'
import { test } from 'node:test'
import { moved } from '../../../kernel/figures/transforms.ts'

const rounded = (point: readonly number[]) => point.map(value => Math.round(value * 1000) / 1000 + 0)

test('a point is moved by translations, scales and rotations, the last of them first', () => {
  assert.deepEqual(moved([1, 2], ''), [1, 2])
  assert.deepEqual(moved([1, 2], 'translate(10,20)'), [11, 22])
  assert.deepEqual(moved([1, 2], 'translate(10)'), [11, 2])
  assert.deepEqual(moved([1, 2], 'translate(10, 20) scale(2)'), [12, 24])
  assert.deepEqual(rounded(moved([1, 0], 'rotate(90)')), [0, 1])
  assert.deepEqual(rounded(moved([11, 20], 'rotate(-90, 10, 20)')), [10, 19])
  assert.deepEqual(moved([1, 2], 'skewX(30)'), [1, 2])
})
