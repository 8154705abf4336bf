import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'
import { spawnThread } from '../../../src/index.ts'

const numbers = new Map([['one', 1]])

function even(n: number): boolean {
  return n === 0 || !even(n - 1)
}

test('what a worker sends on finds what it uses', async () => {
  const local = 7
  const nested = await spawnThread(() => {
    const own = 1
    return spawnThread(() => [local + own, numbers.size, basename('a/b'), even(4)])
  })
  assert.deepEqual(nested, [8, 1, 'b', true])
})
