import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Items } from '../../../src/pools/items.ts'

test('an array is taken in parts, of the length that it had', () => {
  const list = [1, 2, 3, 4, 5]
  const items = new Items(list)
  assert.deepEqual(items.take(2), [1, 2])
  assert.equal(items.left, 3)
  list.push(6)
  assert.deepEqual(items.take(9), [3, 4, 5])
  assert.ok(items.ended)
})

test('an array that has become shorter ends early', () => {
  const list = [1, 2, 3]
  const items = new Items(list)
  list.length = 1
  assert.deepEqual(items.take(2), [1])
  assert.deepEqual(items.take(2), [])
  assert.ok(items.ended)
})

test('an array that is iterated in its own way is taken so', () => {
  class Doubled extends Array<number> {
    override *[Symbol.iterator](): ArrayIterator<number> {
      for (let index = 0; index < this.length; index++) yield 2 * (this[index] as number)
    }
  }
  assert.deepEqual(new Items(Doubled.of(1, 2, 3)).take(2), [2, 4])
})
