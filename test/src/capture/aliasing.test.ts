import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ThreadPool } from '../../../src/index.ts'

test('parts that several captured variables hold stay one part, also when some of them change', async () => {
  const buffer = new ArrayBuffer(8)
  const bytes = new Uint8Array(buffer)
  const view = new DataView(buffer, 4)
  const inner = { count: 1 }
  const outer: Record<string, unknown> = { inner }
  const look = () => {
    bytes[4] = 9
    inner.count++
    return [view.getUint8(0), bytes.buffer === buffer, view.buffer === buffer, outer.inner === inner, outer.more]
  }
  await using pool = new ThreadPool({ workers: 1 })
  assert.deepEqual(await pool.submit(look), [9, true, true, true, undefined])
  outer.more = 1
  assert.deepEqual(await pool.submit(look), [9, true, true, true, 1])
  bytes[0] = 1
  assert.deepEqual(await pool.submit(look), [9, true, true, true, 1])
  assert.deepEqual([bytes[4], inner.count], [0, 1])
})
